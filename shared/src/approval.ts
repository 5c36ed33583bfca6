import { z } from 'zod'
import type { AccountQuery } from './connector/account.ts'
import { digestOf, sha256HexSchema } from './digest.ts'
import { idSchema } from './id-schema.ts'
import type { Id } from './ids.ts'
import type { Step } from './job.ts'

/**
 * What an approver says, in one canonical spelling (`canonicalJson`): the bytes that are signed. `effects` holds an `effectDigest` per job of the
 * plan, so that an agent can tell whether a job is part of what was approved. Source: lifecycle.md, "Simulation"; protocol.md, "Keys".
 */
export const approvalStatementSchema = z.strictObject({
  v: z.literal(1),
  organization: idSchema('organization'),
  approval: idSchema('approval'),
  member: idSchema('member'),
  decision: z.enum(['approved', 'refused']),
  /** `saltedPlanHash` of the case's plan. */
  planHash: sha256HexSchema,
  effects: z.array(sha256HexSchema).max(64),
  /** Epoch seconds. */
  iat: z.int().min(0),
  exp: z.int().min(0),
})
export type ApprovalStatement = Readonly<z.infer<typeof approvalStatementSchema>>

const base64 = z.base64().max(8_192)

/** A passkey signs `authenticatorData ‖ SHA-256(clientDataJSON)`, whose challenge is the SHA-256 of the statement (WebAuthn Level 3 §7.2). */
export const approvalSignatureSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ed25519'), keyId: sha256HexSchema, signature: base64 }),
  z.strictObject({
    kind: z.literal('passkey'),
    credentialId: z.base64url().max(1_024),
    authenticatorData: base64,
    clientDataJson: base64,
    signature: base64,
  }),
])
export type ApprovalSignature = Readonly<z.infer<typeof approvalSignatureSchema>>

export const signedApprovalSchema = z.strictObject({
  /** The statement's canonical bytes, base64: verified and parsed as they are. */
  statement: base64,
  signature: approvalSignatureSchema,
})
export type SignedApproval = Readonly<z.infer<typeof signedApprovalSchema>>

export interface ApprovedEffect {
  readonly app: string
  readonly person: Id<'person'>
  readonly account: AccountQuery
  readonly steps: readonly Step[]
}

/** Names what one job does, and to whom, whatever job carries it. */
export function effectDigest({ app, person, account, steps }: ApprovedEffect): string {
  return digestOf({ app, person, account, steps })
}
