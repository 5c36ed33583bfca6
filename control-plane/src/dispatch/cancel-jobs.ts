import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { JobRecord } from './job.entity.ts'

/**
 * Takes back the unfinished jobs of a case: queued ones at once; of leased ones the dispatcher tells their agents, which obey between effects.
 * A leased job stays leased until its receipt, or the end of its lease, says how far it came.
 */
export async function cancelJobs(em: EntityManager, ofCase: Id<'case'>, at: Date): Promise<void> {
  await em.nativeUpdate(JobRecord, { case: ofCase, state: 'queued' }, { state: 'revoked', finishedAt: at })
  await em.nativeUpdate(JobRecord, { case: ofCase, state: 'leased', cancellation: null }, { cancellation: 'requested' })
}
