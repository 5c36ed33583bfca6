import type { ConnectorPin } from '@rollcall/shared/connector/manifest'
import { type ActionClass, classOf, type Verb } from '@rollcall/shared/connector/verbs'
import { digestOf } from '@rollcall/shared/digest'
import { type Job, jobSchema, type Step } from '@rollcall/shared/job'
import type { Refusal } from '@rollcall/shared/receipt'
import type { Trust } from '@rollcall/shared/trust'
import { wireLimits } from '@rollcall/shared/wire/frames'
import type { Identity } from '../home/identity.ts'
import type { JournalEntry } from '../spool/journal.ts'
import type { Spool } from '../spool/spool.ts'
import { lacksApproval } from './lacks-approval.ts'
import { type AccountNames, isAllowed, isProtected, type LocalPolicy } from './local-policy.ts'
import { type JobClaim, openJob } from './open-job.ts'

export interface GuardContext {
  readonly identity: Identity
  readonly trust: Trust
  readonly spool: Pick<Spool, 'journal' | 'replay' | 'counters' | 'spending'>
  /** The connector build this agent has for an app. */
  readonly pinOf: (app: string) => ConnectorPin | undefined
  /** Undefined when the file is not usable: then nothing is allowed. */
  readonly policy: LocalPolicy | undefined
  readonly at: Date
  /** Control plane's clock minus ours, as the signed welcome showed it. */
  readonly driftMs: number
}

export type Verdict =
  | { readonly kind: 'accepted'; readonly job: Job; readonly payload: string; readonly jobHash: string; readonly substance: string }
  /** Offered again although it was done here: the same outcome is stated again for the new offer, nothing is run. */
  | { readonly kind: 'finished'; readonly claim: JobClaim; readonly jobHash: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly jobHash: string; readonly claim?: JobClaim | undefined }

/**
 * Decides on a job in the order of protocol.md "Agent's order"; the first check that fails names the refusal. Changes nothing.
 * The same job with a higher fence and attempt is a new offer after a lease ended; with the same or a lower fence it is a replay.
 */
export function judgeJob(envelope: unknown, context: GuardContext): Verdict {
  const opened = openJob(envelope, context.trust, context.at)
  if (opened.kind === 'refused') return opened
  const { claim, jobHash, payload, body } = opened
  const known = context.spool.journal.find(claim.id)
  const refuse = (refusal: Refusal): Verdict => ({ kind: 'refused', refusal, jobHash, claim })
  const binding = firstRefusal(bindingChecks, { claim, known, context })
  if (binding !== undefined) return refuse(binding)
  const parsed = jobSchema.safeParse(body)
  if (!parsed.success || lacksSubject(parsed.data)) return refuse('schema')
  const substance = substanceOf(parsed.data)
  // Before anything is said about a job by its id: another thing under a known id must not get that job's receipt.
  if (known !== undefined && known.substance !== substance) return refuse('replayed')
  if (known?.state === 'finished') return { kind: 'finished', claim, jobHash }
  if (!isSamePin(claim.connector, context.pinOf(claim.app))) return refuse('connector')
  const veto = firstRefusal(localChecks, { job: parsed.data, context })
  return veto === undefined ? { kind: 'accepted', job: parsed.data, payload, jobHash, substance } : refuse(veto)
}

interface Binding {
  readonly claim: JobClaim
  readonly known: JournalEntry | undefined
  readonly context: GuardContext
}
type Check<Subject> = (subject: Subject) => Refusal | undefined | false

const bindingChecks: readonly Check<Binding>[] = [
  ({ claim, context }) => claim.organization !== context.identity.organization && 'organization',
  ({ claim, context }) => !claim.audience.includes(context.identity.agent) && 'audience',
  ({ context }) => Math.abs(context.driftMs) > wireLimits.clockSkewMs && 'clock_skew',
  ({ claim, context }) => isAhead(claim.iat, context.at) && 'clock_skew',
  ({ claim, context }) => isAhead(claim.nbf, context.at) && 'not_yet_valid',
  ({ claim, context }) => claim.exp * 1000 <= context.at.getTime() && 'expired',
  ({ claim, context }) => context.spool.replay.hasNonce(claim.nonce) && 'replayed',
  ({ claim, known }) => known !== undefined && claim.fence < known.fence && 'fence',
  ({ claim, known }) => known !== undefined && (claim.fence === known.fence || claim.attempt <= known.attempt) && 'replayed',
  ({ claim, context }) => claim.epoch !== context.identity.epoch && 'epoch',
  ({ claim, known, context }) => claim.sequence <= highestBefore(known, context) && 'control_plane_rollback',
  ({ claim, context }) => claim.fence <= context.spool.replay.fenceOf(claim.app) && 'fence',
]

const limited = ['suspend', 'revoke', 'grant', 'delete'] as const satisfies readonly ActionClass[]

interface Request {
  readonly job: Job
  readonly context: GuardContext
}

const localChecks: readonly Check<Request>[] = [
  ({ context }) => context.policy === undefined && 'policy',
  ({ context }) => context.policy?.paused === true && 'paused',
  ({ job, context: { policy } }) => !job.steps.every((step) => policy !== undefined && isAllowed(policy, job.app, step.verb)) && 'policy',
  (request) => limited.some((actionClass) => exceedsLimit(request, actionClass)) && 'limit',
  (request) => touchesProtected(request) && 'protected',
  ({ job, context: { policy, at } }) => policy !== undefined && lacksApproval(policy.approvals, job, at) && 'approval',
]

function firstRefusal<Subject>(checks: readonly Check<Subject>[], subject: Subject): Refusal | undefined {
  for (const check of checks) {
    const refusal = check(subject)
    if (refusal !== undefined && refusal !== false) return refusal
  }
  return undefined
}

function isAhead(epochSeconds: number, at: Date): boolean {
  return epochSeconds * 1000 > at.getTime() + wireLimits.clockSkewMs
}

/** A later offer of a job in hand may keep its number; any other must have a new one. */
function highestBefore(known: JournalEntry | undefined, { spool }: GuardContext): number {
  return known === undefined ? spool.counters.get('job') : known.sequence - 1
}

function isSamePin(wanted: ConnectorPin, mine: ConnectorPin | undefined): boolean {
  return mine !== undefined && wanted.id === mine.id && wanted.version === mine.version && wanted.digest === mine.digest
}

function lacksSubject({ subject, steps }: Job): boolean {
  if (subject === undefined) return steps.some((step) => step.verb !== 'account.list')
  return subject.person === undefined && !steps.every((step) => withoutOwner.has(step.verb))
}

/** All that may be done to an account that nobody owns. */
const withoutOwner: ReadonlySet<Verb> = new Set(['account.read', 'account.suspend', 'sessions.end'])

/** Equal in every offer of one job: what is done, to whom, where, through which connector, and for which case. */
function substanceOf({ organization, app, connector, class: strongest, steps, subject, cause, idempotencyKey, dryRun }: Job): string {
  const about = { subject: subject ?? null, case: cause.case ?? null }
  return digestOf({ organization, app, connector: connector.id, class: strongest, steps, ...about, idempotencyKey, dryRun })
}

function exceedsLimit({ job, context }: Request, actionClass: (typeof limited)[number]): boolean {
  const wanted = job.steps.filter((step) => classOf[step.verb] === actionClass).length
  if (wanted === 0) return false
  const hourAgo = new Date(context.at.getTime() - 3_600_000)
  const spent = context.spool.spending.count(actionClass, hourAgo, job.id)
  return spent + wanted > (context.policy?.limits.perHour[actionClass] ?? 0)
}

function touchesProtected({ job, context: { policy } }: Request): boolean {
  if (policy === undefined || job.steps.every((step) => classOf[step.verb] === 'read')) return false
  const taken = job.steps.flatMap(nameTakenBy)
  const named = job.subject === undefined ? taken : [job.subject.account, ...taken]
  return named.some((account) => isProtected(policy, job.app, account))
}

function nameTakenBy(step: Step): readonly AccountNames[] {
  if (step.verb === 'account.create' || step.verb === 'account.prepare') return [step.draft]
  return step.verb === 'account.rename' ? [step] : []
}
