import { z } from 'zod'
import { caseKinds } from './case-kinds.ts'
import { verbs } from './connector/verbs.ts'
import { digestOf, sha256HexSchema } from './digest.ts'
import { openEnvelope } from './envelope/envelope.ts'
import type { VerifyingKey } from './envelope/keys.ts'
import { payloadTypes } from './envelope/payload-types.ts'
import { idSchema } from './id-schema.ts'

const app = z.string().regex(/^[a-z0-9-]{1,64}$/)

const count = z.int().nonnegative()

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

/** A word from a list of the control plane's, `access_ends`. */
const word = z.string().regex(/^[a-z_]{1,64}$/)

const plannedTaskSchema = z.strictObject({ app: app.nullable(), title: z.string(), why: z.array(z.string()) })

/** A case that is open, and would not be. */
const endedCaseSchema = z.strictObject({ kind: z.enum(caseKinds), state: word, how: z.enum(['closed', 'cancelled', 'superseded']) })

/** A job that would be revoked, or, where an agent has it (`leased`), told to stop. */
const jobTakenBackSchema = z.strictObject({ app, verbs: z.array(z.enum(verbs)), state: z.enum(['waiting', 'queued', 'leased']) })

const questionChangeSchema = z.strictObject({ kind: word, app: app.nullable(), how: z.enum(['asked', 'moot']) })
export type QuestionChange = z.infer<typeof questionChangeSchema>

/** An instant, or only a day where the instant follows from the moment at which this is carried out. */
const instantOrDay = z.union([z.iso.datetime(), z.iso.date()])

const scheduleChangeSchema = z.strictObject({
  kind: word,
  /** What of the person it concerns: an app, an entitlement, an engagement; empty where nothing more is to say. */
  about: z.string(),
  how: z.enum(['new', 'moved', 'dropped']),
  at: instantOrDay,
  /** Before it was moved. */
  was: instantOrDay.optional(),
  zone: z.string().optional(),
})
export type ScheduleChange = z.infer<typeof scheduleChangeSchema>

/** What would happen to one person. */
const plannedPersonSchema = z.strictObject({
  personKey: z.string(),
  name: z.string(),
  /** Of the case that would be opened, or go on; null where none would. */
  kind: z.enum(caseKinds).nullable(),
  /** `running`, `held` or `needs_person`, and why. */
  state: word.nullable(),
  reason: z.string().optional(),
  apps: z.array(plannedAppSchema),
  tasks: z.array(plannedTaskSchema),
  left: z.array(z.strictObject({ app, entitlement: z.string().optional(), reason: z.string() })),
  lost: z.array(z.strictObject({ app, what: z.string(), entitlement: z.string().optional() })),
  /** Digest of the whole plan, with the person's id taken out: somebody new has another one each time. */
  plan: sha256HexSchema.nullable(),
  ends: z.array(endedCaseSchema),
  jobsTakenBack: z.array(jobTakenBackSchema),
  /** Titles. */
  tasksTakenBack: z.array(z.string()),
  questions: z.array(questionChangeSchema),
  schedule: z.array(scheduleChangeSchema),
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
  roster: z
    .strictObject({
      source: z.string(),
      sha256: sha256HexSchema,
      /** What would be recorded, with or without an effect. */
      changes: z.strictObject({ added: count, changed: count, reappeared: count, removed: count }),
    })
    .nullable(),
  /** Everybody for whom anything would happen, by person key. */
  people: z.array(plannedPersonSchema),
  /** How many would be added to the roster and nothing more. */
  recorded: count,
  /** About accounts that are nobody's. */
  questions: z.array(questionChangeSchema),
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
