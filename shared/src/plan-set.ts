import { z } from 'zod'
import { caseKinds } from './case-kinds.ts'
import { verbs } from './connector/verbs.ts'
import { digestOf, sha256HexSchema } from './digest.ts'
import { openEnvelope } from './envelope/envelope.ts'
import type { VerifyingKey } from './envelope/keys.ts'
import { payloadTypes } from './envelope/payload-types.ts'
import { idSchema } from './id-schema.ts'

const app = z.string().regex(/^[a-z0-9-]{1,64}$/)

const plannedStepSchema = z.strictObject({
  verb: z.enum(verbs),
  /** The entitlement, the new name, or the fields; empty where the verb says it all. */
  what: z.string(),
  /** The chain of reasons, in words for people. */
  why: z.array(z.string()),
})

const plannedAppSchema = z.strictObject({
  app,
  userName: z.string(),
  steps: z.array(plannedStepSchema),
  /** Who has to agree first; absent where nobody has. */
  approval: z.string().optional(),
})

/** What would happen to one person. */
const plannedPersonSchema = z.strictObject({
  personKey: z.string(),
  name: z.string(),
  kind: z.enum(caseKinds),
  /** `running`, `held` or `needs_person`, and why. */
  state: z.string(),
  reason: z.string().optional(),
  apps: z.array(plannedAppSchema),
  tasks: z.array(z.string()),
  left: z.array(z.strictObject({ app, entitlement: z.string().optional(), reason: z.string() })),
  lost: z.array(z.strictObject({ app, what: z.string(), entitlement: z.string().optional() })),
  /** Digest of the whole plan, with the person's id taken out: somebody new has another one each time. */
  plan: sha256HexSchema,
})
export type PlannedPerson = z.infer<typeof plannedPersonSchema>

/**
 * Everything that a change of policy, a roster, or both would do, and to whom. Its digest names it: carried out is exactly this, or nothing.
 * Source: lifecycle.md, "Simulation".
 */
export const planSetSchema = z.strictObject({
  v: z.literal(1),
  organization: idSchema('organization'),
  /** Digest of the policy before; null where there was none. */
  base: sha256HexSchema.nullable(),
  /** What was supposed: a policy by its digest, a roster file by source and SHA-256. */
  policy: sha256HexSchema.nullable(),
  roster: z.strictObject({ source: z.string(), sha256: sha256HexSchema }).nullable(),
  /** By person key. */
  people: z.array(plannedPersonSchema),
})
export type PlanSet = Readonly<z.infer<typeof planSetSchema>>

export function planSetHash(set: PlanSet): string {
  return digestOf(set)
}

const maxPlanSetBytes = 64 * 2 ** 20

/** The set that a control plane signed. @throws EnvelopeError, ZodError */
export function openPlanSet(envelope: unknown, keys: readonly VerifyingKey[]): PlanSet {
  const bytes = openEnvelope(envelope, { payloadType: payloadTypes.planSet, keys, maxBytes: maxPlanSetBytes })
  return planSetSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
}
