import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { canonicalJson } from '../canonical-json.ts'
import { sha256, sha256HexSchema } from '../digest.ts'
import { envelopeSchema } from '../envelope/envelope.ts'
import { idSchema } from '../id-schema.ts'

/** What an operator hands to a new agent: where to go, whom to believe there, and a secret that is used once and never sent. */
export interface EnrolmentToken {
  readonly url: string
  readonly rootFingerprint: string
  readonly id: string
  readonly secret: Uint8Array
}

export function formatEnrolmentToken(token: EnrolmentToken): string {
  return [
    'rce1',
    Buffer.from(token.url).toString('base64url'),
    token.rootFingerprint,
    token.id,
    Buffer.from(token.secret).toString('base64url'),
  ].join('.')
}

/** @throws RangeError when the text is not a token */
export function parseEnrolmentToken(text: string): EnrolmentToken {
  const [version, url, fingerprint, id, secret, ...rest] = text.trim().split('.')
  if (version !== 'rce1' || url === undefined || fingerprint === undefined || id === undefined || secret === undefined || rest.length > 0)
    throw new RangeError('this is not an enrolment token: copy the whole line that starts with "rce1."')
  return {
    url: new URL(Buffer.from(url, 'base64url').toString()).toString(),
    rootFingerprint: sha256HexSchema.parse(fingerprint),
    id: idSchema('enrolment').parse(id),
    secret: Buffer.from(secret, 'base64url'),
  }
}

/** The control plane keeps only this: it proves the secret without storing what an operator could leak again. */
export function enrolmentVerifier(secret: Uint8Array): Uint8Array {
  return sha256(Buffer.from('rollcall enrolment v1\0'), secret)
}

export const enrolmentRequestSchema = z.strictObject({
  v: z.literal(1),
  token: idSchema('enrolment'),
  name: z.string().min(1).max(64),
  agentVersion: z.string().max(32),
  nonce: z.string().regex(/^[0-9a-f]{64}$/),
  /** Public halves, PEM; the private halves are born in the agent and stay there. */
  keys: z.strictObject({ bound: z.string().max(512), results: z.string().max(512) }),
  /** HMAC-SHA-256 hex by the token's verifier over the canonical request without this field. */
  proof: sha256HexSchema,
})
export type EnrolmentRequest = Readonly<z.infer<typeof enrolmentRequestSchema>>

export function enrolmentProof(verifier: Uint8Array, request: Omit<EnrolmentRequest, 'proof'>): string {
  return createHmac('sha256', verifier).update(canonicalJson(request)).digest('hex')
}

/** HTTP `POST /agent/v1/enrol`: the request as an `enrolment` envelope signed with the new bound key. */
export const enrolmentBodySchema = z.strictObject({ envelope: envelopeSchema })

/** The answer: an `enrolled` envelope signed with the jobs key, and the trust document that makes that key believable. */
export const enrolmentAnswerSchema = z.strictObject({ trust: envelopeSchema, envelope: envelopeSchema })

export const enrolledSchema = z.strictObject({
  v: z.literal(1),
  nonce: z.string(),
  agent: idSchema('agent'),
  organization: idSchema('organization'),
  organizationName: z.string(),
  epoch: z.int().min(1),
  session: z.url(),
})
export type Enrolled = Readonly<z.infer<typeof enrolledSchema>>
