import { z } from 'zod'
import { accountSchema } from '../connector/account.ts'
import { connectorPinSchema } from '../connector/manifest.ts'
import { verbs } from '../connector/verbs.ts'
import { sha256HexSchema } from '../digest.ts'
import { disclosureSchema } from '../disclosure.ts'
import { envelopeSchema } from '../envelope/envelope.ts'
import { idSchema } from '../id-schema.ts'

export const subprotocol = 'rollcall.agent.1'

/** Bounds that both ends enforce; source: protocol.md "Session". */
export const wireLimits = {
  preAuthBytes: 16_384,
  frameBytes: 1_048_576,
  maxFragments: 64,
  handshakeMs: 10_000,
  heartbeatMs: 25_000,
  silenceMs: 60_000,
  leaseMs: 60_000,
  leaseRenewMs: 20_000,
  leaseGraceMs: 10_000,
  selfFenceMs: 5_000,
  clockSkewMs: 120_000,
} as const

const nonce = z.string().regex(/^[0-9a-f]{64}$/)
const sequence = z.int().min(0)
const app = z.string().regex(/^[a-z0-9-]{1,64}$/)

/** Opens the session: control plane → agent, unsigned; it only asks. */
export const helloSchema = z.strictObject({
  kind: z.literal('hello'),
  protocols: z.array(z.string()).min(1),
  controlPlane: z.string(),
  serverNonce: nonce,
  time: z.iso.datetime({ precision: 3 }),
  trustVersion: z.int().min(1),
})
/** Agent → control plane: an `auth` envelope signed with the bound key. */
export const authFrameSchema = z.strictObject({ kind: z.literal('auth'), envelope: envelopeSchema })
/** Control plane → agent: a `welcome` envelope signed with the jobs key. */
export const welcomeFrameSchema = z.strictObject({ kind: z.literal('welcome'), envelope: envelopeSchema })
export const goawaySchema = z.strictObject({
  kind: z.literal('goaway'),
  code: z.enum(['superseded', 'revoked', 'restarting', 'too_old', 'unauthorized', 'protocol']),
  retryAfterMs: z.int().min(0),
  spreadMs: z.int().min(0),
})

export const authSchema = z.strictObject({
  v: z.literal(1),
  agent: idSchema('agent'),
  organization: idSchema('organization'),
  serverNonce: nonce,
  clientNonce: nonce,
  bootId: z.string().max(64),
  agentVersion: z.string().max(32),
  policyDigest: sha256HexSchema,
  /** The apps this agent can reach, by the connector build it has for each. Names only, never a setting or a secret. */
  apps: z.array(z.strictObject({ app, connector: connectorPinSchema, verbs: z.array(z.enum(verbs)) })).max(256),
  /** Last numbered frame received from, and sent to, the control plane. */
  received: sequence,
  sent: sequence,
  /** Jobs in hand. */
  leases: z.array(z.strictObject({ job: idSchema('job'), fence: z.int().min(1) })).max(1024),
  clock: z.iso.datetime({ precision: 3 }),
})
export type Auth = Readonly<z.infer<typeof authSchema>>

export const welcomeSchema = z.strictObject({
  v: z.literal(1),
  agent: idSchema('agent'),
  session: idSchema('session'),
  clientNonce: nonce,
  /** Raised at each enrolment. */
  epoch: z.int().min(1),
  /** Last numbered frame that the control plane has from this agent; the agent sends from the next. */
  received: sequence,
  sent: sequence,
  leases: z.strictObject({ keep: z.array(idSchema('job')), drop: z.array(idSchema('job')) }),
  clock: z.iso.datetime({ precision: 3 }),
})
export type Welcome = Readonly<z.infer<typeof welcomeSchema>>

const numbered = { sequence: z.int().min(1) }

/** Control plane → agent, kept in the database until acknowledged. */
export const controlFrameSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('job'), ...numbered, envelope: envelopeSchema, leaseMs: z.int().min(1_000) }),
  z.strictObject({ kind: z.literal('cancel'), ...numbered, envelope: envelopeSchema }),
])
export type ControlFrame = Readonly<z.infer<typeof controlFrameSchema>>

/** Agent → control plane, kept in the spool until acknowledged. */
export const agentFrameSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('receipt'), ...numbered, envelope: envelopeSchema, disclosures: z.array(disclosureSchema).max(256) }),
  /** Accounts that an `account.list` job read, in parts of at most 200. The receipt's `after` commits to the whole. */
  z.strictObject({
    kind: z.literal('inventory'),
    ...numbered,
    job: idSchema('job'),
    part: z.int().min(0),
    parts: z.int().min(1),
    accounts: z.array(accountSchema).max(200),
  }),
])
export type AgentFrame = Readonly<z.infer<typeof agentFrameSchema>>

/** Unnumbered, lost without harm. */
export const signalSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ack'), received: sequence }),
  z.strictObject({ kind: z.literal('heartbeat') }),
  z.strictObject({ kind: z.literal('lease.renew'), job: idSchema('job'), fence: z.int().min(1) }),
  z.strictObject({ kind: z.literal('lease.held'), envelope: envelopeSchema }),
  z.strictObject({ kind: z.literal('lease.lost'), job: idSchema('job'), fence: z.int().min(1) }),
  z.strictObject({
    kind: z.literal('progress'),
    job: idSchema('job'),
    step: z.int().min(0),
    of: z.int().min(1),
    state: z.enum(['started', 'reading', 'changing', 'reading_back', 'finished']),
  }),
  goawaySchema,
])
export type Signal = Readonly<z.infer<typeof signalSchema>>
