import type { EntityManager } from '@mikro-orm/sql'
import { overtakeApprovals } from '../approvals/overtake-approvals.ts'
import { cancelJobs } from '../dispatch/cancel-jobs.ts'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import { endTasks } from '../tasks/end-tasks.ts'
import type { Case } from './case.entity.ts'
import { endedEntry } from './case-entries.ts'
import type { EndReason } from './case-reasons.ts'
import type { Moment } from './moment.ts'

interface Ending {
  readonly lifecycle: Case
  readonly state: 'cancelled' | 'superseded'
  readonly reason: EndReason
  readonly moment: Moment
}

/**
 * Ends a case before its plan is done: jobs that have not started never will, started ones are told to stop between effects, nobody needs to do its
 * tasks or to agree any more. Gives its last ledger entries.
 */
export async function endCase(em: EntityManager, { lifecycle, moment, ...end }: Ending): Promise<readonly EntryDraft[]> {
  const revoked = await cancelJobs(em, lifecycle.id, moment.at)
  await endTasks(em, lifecycle.id, moment.at)
  await overtakeApprovals(em, lifecycle.id, moment)
  lifecycle.state = end.state
  lifecycle.reason = end.reason
  lifecycle.closedAt = moment.at
  lifecycle.heldUntil = null
  return [...revoked, endedEntry(lifecycle, end.state)]
}
