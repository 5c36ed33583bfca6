import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import { JobRecord } from './job.entity.ts'

/**
 * Takes back the unfinished jobs of a case: those that no agent has at once; of leased ones the dispatcher tells their agents, which obey between effects.
 * A leased job stays leased until its receipt, or the end of its lease, says how far it came. Gives a ledger entry per job that was issued.
 */
export async function cancelJobs(em: EntityManager, ofCase: Id<'case'>, at: Date): Promise<readonly EntryDraft[]> {
  await em.flush()
  const jobs = await em.find(
    JobRecord,
    { case: ofCase, state: { $in: ['waiting', 'queued', 'leased'] } },
    { orderBy: { app: 'asc', id: 'asc' } },
  )
  const revoked = jobs.filter(({ state, cancellation }) => state !== 'leased' || cancellation === null)
  for (const job of revoked)
    em.assign(job, job.state === 'leased' ? { cancellation: 'requested' } : { state: 'revoked', waitsUntil: null, finishedAt: at })
  return revoked.flatMap(revokedEntry)
}

function revokedEntry({ id, app, case: ofCase, person, agent, attempt }: JobRecord): readonly EntryDraft[] {
  if (!agent || attempt === 0) return []
  return [{ t: 'job.revoked', app, job: id, agent, attempt, ...(ofCase ? { case: ofCase } : {}), ...(person ? { sub: person } : {}) }]
}
