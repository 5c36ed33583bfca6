import type { EntityManager } from '@mikro-orm/sql'
import { type Id, toId } from '@rollcall/shared/ids'
import { JobRecord } from './job.entity.ts'

/** What is to be done, for whom and why; the rest of a job's life is dispatch's own. */
export type QueuedJob = Pick<JobRecord, 'organization' | 'case' | 'person' | 'app' | 'event' | 'account' | 'steps' | 'rules'>

/** Puts a job in the queue, in the caller's transaction; dispatch offers it to an agent as soon as one can do it. */
export function queueJob(
  em: EntityManager,
  job: QueuedJob,
  { at, random }: { at: Date; random: (bytes: number) => Uint8Array },
): Id<'job'> {
  const id = toId('job', random(16))
  em.create(JobRecord, {
    id,
    ...job,
    state: 'queued',
    agent: null,
    attempt: 0,
    fence: 0,
    leaseUntil: null,
    cancellation: null,
    notBefore: at,
    failure: null,
    outcome: null,
    createdAt: at,
    startedAt: null,
    finishedAt: null,
  })
  return id
}
