import type { EntityManager } from '@mikro-orm/sql'
import { type Id, toId } from '@rollcall/shared/ids'
import { JobRecord } from './job.entity.ts'

/** What is to be done, for whom and why; the rest of a job's life is dispatch's own. */
export type QueuedJob = Pick<JobRecord, 'organization' | 'case' | 'person' | 'app' | 'event' | 'account' | 'steps' | 'rules'> & {
  /** Left out: it may go at once. Else it stays `waiting` until whoever made it queues it. */
  readonly waiting?: Pick<JobRecord, 'stage' | 'requires' | 'waitsUntil' | 'approval'>
  /** Not offered before; left out: at once. */
  readonly notBefore?: Date
}

/** Puts a job in the queue, in the caller's transaction; dispatch offers it to an agent as soon as one can do it. */
export function queueJob(
  em: EntityManager,
  { waiting, notBefore, ...job }: QueuedJob,
  { at, random }: { at: Date; random: (bytes: number) => Uint8Array },
): JobRecord {
  return em.create(JobRecord, {
    id: newJobId(random),
    ...job,
    ...(waiting ?? { stage: 0, requires: [], waitsUntil: null, approval: null }),
    state: waiting === undefined ? 'queued' : 'waiting',
    approvals: [],
    agent: null,
    attempt: 0,
    fence: 0,
    leaseUntil: null,
    cancellation: null,
    notBefore: notBefore ?? at,
    failure: null,
    outcome: null,
    createdAt: at,
    startedAt: null,
    finishedAt: null,
  })
}

function newJobId(random: (bytes: number) => Uint8Array): Id<'job'> {
  return toId('job', random(16))
}
