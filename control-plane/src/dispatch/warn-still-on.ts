import type { EntityManager } from '@mikro-orm/sql'
import type { Moment } from '../cases/moment.ts'
import { giveNotice } from '../notifications/give-notice.ts'
import type { JobRecord } from './job.entity.ts'
import { isPutOff } from './next-try.ts'

/** Tells people, once a job, that access which is over is still there, since the app or its agent does not do its part. In a transaction that holds the ledger. */
export async function warnStillOn(em: EntityManager, job: JobRecord, moment: Moment): Promise<void> {
  const { id, organization, app, case: lifecycle, person, failure } = job
  if (!isPutOff(job) || person == null) return
  const details = { app, job: id, case: lifecycle ?? null, failure }
  await giveNotice(em, { organization, kind: 'access_still_on', key: `access_still_on/${id}`, person, details }, moment)
}
