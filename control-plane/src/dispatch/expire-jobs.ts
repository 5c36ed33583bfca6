import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { orphanNotDisabled } from '../accounts/orphan-not-disabled.ts'
import { advanceCase } from '../cases/advance-case.ts'
import type { DispatchMoment } from './dispatch-moment.ts'
import { JobRecord } from './job.entity.ts'
import { reclaimBefore } from './leases.ts'

/** About ten minutes of leases that ended without a word. */
const mostAttempts = 8

/** A job that nobody ever answers is not offered for ever: after so many silent leases it ends, and a person is asked. */
export async function expireJobs(em: EntityManager, organization: Id<'organization'>, moment: DispatchMoment): Promise<void> {
  const lapsed = { organization, state: 'leased' as const, cancellation: null, leaseUntil: { $lt: reclaimBefore(moment.at) } }
  const jobs = await em.find(JobRecord, { ...lapsed, attempt: { $gte: mostAttempts } })
  for (const job of jobs) Object.assign(job, { state: 'expired', failure: 'expired', leaseUntil: null, finishedAt: moment.at })
  await em.flush()
  for (const job of jobs) {
    if (job.event === 'orphan') await orphanNotDisabled(em, job, moment)
    if (job.case) await advanceCase(em, job.case, moment)
  }
}
