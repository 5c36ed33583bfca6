import { z } from 'zod'
import { connectorPinSchema } from './connector/manifest.ts'
import { verbs } from './connector/verbs.ts'
import { sha256HexSchema } from './digest.ts'
import { disclosureDigestSchema } from './disclosure.ts'
import { failureSchema } from './failure.ts'
import { idSchema } from './id-schema.ts'

/** Why an agent did nothing at all; each check of protocol.md "Agent's order" has its own code. */
export const refusals = [
  'too_large',
  'envelope',
  'payload_type',
  'signature',
  'trust_expired',
  'schema',
  'organization',
  'audience',
  'clock_skew',
  'not_yet_valid',
  'expired',
  'replayed',
  'epoch',
  'control_plane_rollback',
  'fence',
  'connector',
  'policy',
  'limit',
  'protected',
  'approval',
  'paused',
  'cancelled',
  'lease_lost',
] as const
export type Refusal = (typeof refusals)[number]

/** Refusals that the agent's own policy decided; people see them as `vetoed`. */
export const vetoes: ReadonlySet<Refusal> = new Set(['policy', 'limit', 'protected', 'approval', 'paused'])

const instant = z.iso.datetime({ precision: 3 })
const exchange = z.strictObject({ method: z.string().max(16), status: z.int(), request: sha256HexSchema, response: sha256HexSchema })

/** What became of one step. States are commitments (`disclosureDigest` of the account as read), so a receipt holds no personal data. */
export const stepReceiptSchema = z.strictObject({
  index: z.int().min(0),
  verb: z.enum(verbs),
  outcome: z.enum(['changed', 'already', 'failed']),
  failure: failureSchema.optional(),
  /** What the change means in this app, from the connector's manifest. */
  endsSessions: z.enum(['yes', 'no', 'unknown']).optional(),
  before: disclosureDigestSchema.optional(),
  after: disclosureDigestSchema.optional(),
  /** True when a crash hid the outcome and a read decided. */
  reconciled: z.boolean(),
  startedAt: instant,
  finishedAt: instant,
  exchanges: z.array(exchange).max(64),
})
export type StepReceipt = Readonly<z.infer<typeof stepReceiptSchema>>

/** Signed by the agent's results key where the work was done; the control plane can neither make one nor change one. */
export const receiptSchema = z.strictObject({
  v: z.literal(1),
  id: idSchema('receipt'),
  organization: idSchema('organization'),
  agent: idSchema('agent'),
  /** Rises by one per receipt of this agent; together with `previous` it is a chain without gaps. */
  sequence: z.int().min(1),
  /** Hex SHA-256 of the previous receipt's payload bytes; 64 zeros for the first. */
  previous: sha256HexSchema,
  /** Left out when the envelope could not be believed, since then the id in it cannot either. */
  job: idSchema('job').optional(),
  /** Hex SHA-256 of the job envelope's payload bytes as received. */
  jobHash: sha256HexSchema,
  case: idSchema('case').optional(),
  app: z.string().max(64).optional(),
  attempt: z.int().min(1).optional(),
  fence: z.int().min(1).optional(),
  outcome: z.enum(['done', 'failed', 'refused']),
  refusal: z.enum(refusals).optional(),
  steps: z.array(stepReceiptSchema).max(64),
  connector: connectorPinSchema.optional(),
  agentVersion: z.string().max(32),
  policyDigest: sha256HexSchema,
  clock: z.strictObject({ at: instant, driftMs: z.int() }),
})
export type Receipt = Readonly<z.infer<typeof receiptSchema>>

export const firstPrevious = '0'.repeat(64)
