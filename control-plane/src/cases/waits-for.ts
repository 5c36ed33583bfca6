import type { Id } from '@rollcall/shared/ids'
import type { ApprovalState } from '../approvals/approval-request.entity.ts'
import type { JobRecord } from '../dispatch/job.entity.ts'
import type { TaskRecord } from '../tasks/task.entity.ts'

/** How long higher stages wait for lower ones at most: an app that is down keeps nobody in the others. */
export const stageWaitMs = 60_000

type StagedJob = Pick<JobRecord, 'app' | 'state' | 'stage' | 'requires' | 'approval' | 'waitsUntil'>

export interface Surroundings {
  readonly jobs: readonly Pick<JobRecord, 'app' | 'state' | 'stage' | 'approval'>[]
  readonly tasks: readonly Pick<TaskRecord, 'app' | 'state'>[]
  readonly approvals: ReadonlyMap<Id<'approval'>, ApprovalState>
  readonly at: Date
}

/** What a waiting job waits for; empty when it may go. */
export type WaitReason =
  | { readonly kind: 'approval'; readonly approval: Id<'approval'> }
  /** That app's part of the case has to be done first. */
  | { readonly kind: 'app'; readonly app: string }
  /** Jobs of lower stages go first, until then. */
  | { readonly kind: 'stage'; readonly until: Date }

export function waitsFor(job: StagedJob, { jobs, tasks, approvals, at }: Surroundings): readonly WaitReason[] {
  // What is required is the account, not what somebody may never agree to.
  const isUndone = (app: string) =>
    jobs.some((one) => one.app === app && !one.approval && isWanted(one.state)) ||
    tasks.some((one) => one.app === app && isWanted(one.state))
  // A part that needed approval builds on the rest of its app: there may be no account yet.
  const isFirst = job.approval && jobs.some((one) => one.app === job.app && !one.approval && !isDone(one.state))
  return [
    ...(isFirst ? [{ kind: 'app' as const, app: job.app }] : []),
    ...(job.approval && approvals.get(job.approval) !== 'approved' ? [{ kind: 'approval' as const, approval: job.approval }] : []),
    ...job.requires.filter((app) => app !== job.app && isUndone(app)).map((app) => ({ kind: 'app' as const, app })),
    ...(job.waitsUntil && job.waitsUntil > at && jobs.some((one) => one.stage < job.stage && isUnsettled(one.state))
      ? [{ kind: 'stage' as const, until: job.waitsUntil }]
      : []),
  ]
}

/** Nothing more is to come of it, well or badly. */
export function isUnsettled(state: JobRecord['state']): boolean {
  return state === 'waiting' || state === 'queued' || state === 'leased'
}

function isWanted(state: JobRecord['state'] | TaskRecord['state']): boolean {
  return !isDone(state) && state !== 'revoked'
}

function isDone(state: JobRecord['state'] | TaskRecord['state']): boolean {
  return state === 'done' || state === 'waived'
}
