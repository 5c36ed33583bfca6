import { z } from 'zod'
import { signedApprovalSchema } from './approval.ts'
import { caseKinds } from './case-kinds.ts'
import { accountDraftSchema, accountProfileSchema, accountQuerySchema } from './connector/account.ts'
import { connectorPinSchema } from './connector/manifest.ts'
import { actionClasses } from './connector/verbs.ts'
import { sha256HexSchema } from './digest.ts'
import { idSchema } from './id-schema.ts'

const entitlement = z.string().min(1).max(256)

/** One thing to ensure. Data only: no code, selector or address ever travels in a job. */
export const stepSchema = z.discriminatedUnion('verb', [
  z.strictObject({ verb: z.literal('account.list') }),
  z.strictObject({ verb: z.literal('account.read') }),
  /** An account that nobody can use yet: disabled, and nobody invited. `account.restore` opens it. */
  z.strictObject({ verb: z.literal('account.prepare'), draft: accountDraftSchema }),
  z.strictObject({ verb: z.literal('account.create'), draft: accountDraftSchema }),
  z.strictObject({ verb: z.literal('account.restore') }),
  z.strictObject({ verb: z.literal('account.suspend') }),
  /** Another user name for the same account. `alias`: the old address that a mail system goes on accepting. */
  z.strictObject({ verb: z.literal('account.rename'), userName: z.string().min(1).max(256), alias: z.string().min(1).max(256).optional() }),
  z.strictObject({ verb: z.literal('account.delete') }),
  /** Open sessions, tokens and app passwords end now. */
  z.strictObject({ verb: z.literal('sessions.end') }),
  z.strictObject({ verb: z.literal('profile.update'), profile: accountProfileSchema }),
  z.strictObject({ verb: z.literal('entitlement.grant'), entitlement }),
  z.strictObject({ verb: z.literal('entitlement.revoke'), entitlement }),
])
export type Step = Readonly<z.infer<typeof stepSchema>>

const epochSeconds = z.int().min(0)

/** The ordered steps for one person in one app, bound to everything that could make it mean something else. ≤ 64 KiB; an unknown field is refused. */
export const jobSchema = z.strictObject({
  v: z.literal(1),
  id: idSchema('job'),
  organization: idSchema('organization'),
  /** The agents that may run it. */
  audience: z.array(idSchema('agent')).min(1).max(16),
  /** Rises by one per job and agent; below what the agent has seen means that the control plane went back in time. */
  sequence: z.int().min(1),
  /** Raised at each enrolment: jobs from before a reinstall do not run after it. */
  epoch: z.int().min(1),
  /** Strictly increasing per app; a smaller one than the agent has seen is never run. */
  fence: z.int().min(1),
  attempt: z.int().min(1),
  iat: epochSeconds,
  nbf: epochSeconds,
  exp: epochSeconds,
  nonce: z.string().regex(/^[0-9a-f]{32}$/),
  /** The app as the policy and the agent name it. */
  app: z.string().regex(/^[a-z0-9-]{1,64}$/),
  connector: connectorPinSchema,
  /** The strongest class among the steps. */
  class: z.enum(actionClasses),
  steps: z.array(stepSchema).min(1).max(64),
  /** Whom it is about; left out only for a job that lists a whole app. An account that nobody owns has no person: it may be read and switched off, no more. */
  subject: z.strictObject({ person: idSchema('person').optional(), account: accountQuerySchema }).optional(),
  /** Names of secrets that the steps need; never a value. */
  secrets: z.array(z.strictObject({ ref: z.string().max(64) })).max(16),
  idempotencyKey: sha256HexSchema,
  cause: z.strictObject({
    case: idSchema('case').optional(),
    event: z.enum([...caseKinds, 'inventory', 'check', 'orphan']),
    rules: z.array(z.string().max(128)).max(64),
    policyDigest: sha256HexSchema.optional(),
    planHash: sha256HexSchema.optional(),
  }),
  /** Signatures by people over the plan's hash and this job's effect (`approval.ts`). */
  approvals: z.array(signedApprovalSchema).max(8),
  limits: z.strictObject({ timeoutMs: z.int().min(1_000).max(900_000), calls: z.int().min(1).max(10_000) }),
  /** For how long the effect can be taken back, and by which verb; null where it cannot. */
  undo: z
    .strictObject({
      verb: z.enum(['account.restore', 'account.suspend', 'entitlement.grant', 'entitlement.revoke']),
      hours: z.int().min(1),
    })
    .nullable(),
  /** Ids of the controls that the receipt supports, such as `CC6.3`. */
  controls: z.array(z.string().max(32)).max(32),
  dryRun: z.boolean(),
})
export type Job = Readonly<z.infer<typeof jobSchema>>

export const maxJobBytes = 65_536

/** A lease: for how long, and under which fencing token, an agent may cause effects for a job. */
export const leaseSchema = z.strictObject({
  v: z.literal(1),
  agent: idSchema('agent'),
  job: idSchema('job'),
  fence: z.int().min(1),
  leaseMs: z.int().min(1_000),
  iat: epochSeconds,
  nonce: z.string().regex(/^[0-9a-f]{32}$/),
})
export type Lease = Readonly<z.infer<typeof leaseSchema>>

/** Takes a job back. Takes effect between effects, never in the middle of one. */
export const cancelSchema = z.strictObject({
  v: z.literal(1),
  agent: idSchema('agent'),
  job: idSchema('job'),
  iat: epochSeconds,
  nonce: z.string().regex(/^[0-9a-f]{32}$/),
})
export type Cancel = Readonly<z.infer<typeof cancelSchema>>
