import type { EntityManager } from '@mikro-orm/sql'
import { cancelJobs } from '../dispatch/cancel-jobs.ts'
import type { EntryDraft } from '../ledger/entry-draft.ts'
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

/** Ends a case before its plan is done: jobs that have not started never will, started ones are told to stop between effects. Gives its last ledger entry. */
export async function endCase(em: EntityManager, { lifecycle, moment, ...end }: Ending): Promise<EntryDraft> {
  await cancelJobs(em, lifecycle.id, moment.at)
  lifecycle.state = end.state
  lifecycle.reason = end.reason
  lifecycle.closedAt = moment.at
  return endedEntry(lifecycle, end.state)
}

/** All that the case wanted has been done and read back. Gives its last ledger entry. */
export function closeCase(lifecycle: Case, at: Date): EntryDraft {
  lifecycle.state = 'closed'
  lifecycle.reason = null
  lifecycle.closedAt = at
  return endedEntry(lifecycle, 'closed')
}
