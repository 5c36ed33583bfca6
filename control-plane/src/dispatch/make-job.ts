import type { ConnectorPin } from '@rollcall/shared/connector/manifest'
import { type ActionClass, classOf } from '@rollcall/shared/connector/verbs'
import { digestOf } from '@rollcall/shared/digest'
import type { Id } from '@rollcall/shared/ids'
import type { Job, Step } from '@rollcall/shared/job'
import type { JobRecord } from './job.entity.ts'

export interface JobBinding {
  readonly agent: Id<'agent'>
  readonly sequence: number
  readonly epoch: number
  readonly connector: ConnectorPin
  readonly policyDigest?: string | undefined
  readonly planHash?: string | undefined
  readonly at: Date
  readonly nonce: Uint8Array
}

const validSeconds = 15 * 60
/** A person's apps are asked again soon, and a person is told within about ten minutes that one stays down; a large listing needs longer. */
const workMs = 2 * 60_000
const listingMs = 5 * 60_000
const undoHours = 30 * 24
/** `jobSchema` */
const mostApprovals = 8

/** Weakest first: a job is as powerful as its most powerful step. */
const power: readonly ActionClass[] = ['read', 'grant', 'revoke', 'suspend', 'rotate', 'delete', 'admin']

/** The job as it will be signed: the record's steps bound to one agent, one fence, one quarter of an hour. */
export function makeJob(record: JobRecord, binding: JobBinding): Job {
  const iat = Math.floor(binding.at.getTime() / 1000)
  return {
    v: 1,
    id: record.id,
    organization: record.organization,
    audience: [binding.agent],
    sequence: binding.sequence,
    epoch: binding.epoch,
    fence: record.fence,
    attempt: record.attempt,
    iat,
    nbf: iat,
    exp: iat + validSeconds,
    nonce: Buffer.from(binding.nonce).toString('hex'),
    app: record.app,
    connector: binding.connector,
    class: strongestClass(record.steps),
    steps: [...record.steps],
    ...(record.account ? { subject: { ...(record.person ? { person: record.person } : {}), account: record.account } } : {}),
    secrets: [],
    idempotencyKey: digestOf({ job: record.id, app: record.app, steps: record.steps }),
    cause: {
      event: record.event,
      rules: [...record.rules],
      ...(record.case ? { case: record.case } : {}),
      ...(binding.policyDigest === undefined ? {} : { policyDigest: binding.policyDigest }),
      ...(binding.planHash === undefined ? {} : { planHash: binding.planHash }),
    },
    approvals: record.approvals.slice(0, mostApprovals),
    limits: { timeoutMs: record.event === 'inventory' ? listingMs : workMs, calls: 1_000 },
    undo: undoOf(record.steps),
    controls: record.event === 'inventory' || record.event === 'check' ? ['CC6.1'] : ['CC6.2', 'CC6.3'],
    dryRun: false,
  }
}

export function strongestClass(steps: readonly Step[]): ActionClass {
  return power[Math.max(...steps.map(({ verb }) => power.indexOf(classOf[verb])))] ?? 'admin'
}

/** How the strongest step can be taken back, and for how long. A deletion cannot, whatever else the job does. */
function undoOf(steps: readonly Step[]): Job['undo'] {
  if (steps.some(({ verb }) => verb === 'account.delete')) return null
  if (steps.some(({ verb }) => verb === 'account.suspend')) return { verb: 'account.restore', hours: undoHours }
  if (steps.some(({ verb }) => verb === 'entitlement.revoke')) return { verb: 'entitlement.grant', hours: undoHours }
  if (steps.some(({ verb }) => verb === 'account.create' || verb === 'account.restore'))
    return { verb: 'account.suspend', hours: undoHours }
  if (steps.some(({ verb }) => verb === 'entitlement.grant')) return { verb: 'entitlement.revoke', hours: undoHours }
  return null
}
