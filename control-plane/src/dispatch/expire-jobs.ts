import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { orphanNotDisabled } from '../accounts/orphan-not-disabled.ts'
import { advanceCase } from '../cases/advance-case.ts'
import type { DispatchMoment } from './dispatch-moment.ts'
import { JobRecord } from './job.entity.ts'
import { reclaimBefore } from './leases.ts'
import { inAnHour, isPersistent } from './next-try.ts'
import { warnStillOn } from './warn-still-on.ts'

/** About ten minutes of leases that ended without a word. */
const mostAttempts = 8

/**
 * A job that nobody ever answers is not offered for ever: after so many silent leases it ends, and a person is asked. One that takes access from
 * somebody who must not have it is offered again in an hour.
 */
export async function expireJobs(em: EntityManager, organization: Id<'organization'>, moment: DispatchMoment): Promise<void> {
  const lapsed = { organization, state: 'leased' as const, cancellation: null, leaseUntil: { $lt: reclaimBefore(moment.at) } }
  const jobs = await em.find(JobRecord, { ...lapsed, attempt: { $gte: mostAttempts } })
  const next = { failure: 'expired', leaseUntil: null }
  for (const job of jobs)
    Object.assign(
      job,
      isPersistent(job.event)
        ? { ...next, state: 'queued', notBefore: inAnHour(moment.at) }
        : { ...next, state: 'expired', finishedAt: moment.at },
    )
  await em.flush()
  for (const job of jobs) {
    await warnStillOn(em, job, moment)
    if (job.state === 'queued') continue
    if (job.event === 'orphan') await orphanNotDisabled(em, job, moment)
    if (job.case) await advanceCase(em, job.case, moment)
  }
}
