import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { cancelJobs } from '../dispatch/cancel-jobs.ts'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import type { Case } from './case.entity.ts'
import { endedEntry } from './case-entries.ts'
import type { Moment } from './case-ports.ts'
import type { EndReason } from './case-reasons.ts'

interface Ending {
  readonly lifecycle: Case
  readonly state: 'cancelled' | 'superseded'
  readonly reason: EndReason
  readonly moment: Moment
}

export interface EndedCase {
  readonly entry: EntryDraft
  /** Agents to notify after the commit. */
  readonly agents: readonly Id<'agent'>[]
}

/** Ends a case before its plan is done: jobs that have not started never will, started ones are told to stop between effects. */
export async function endCase(em: EntityManager, { lifecycle, moment, ...end }: Ending): Promise<EndedCase> {
  const agents = await cancelJobs(em, { case: lifecycle.id, ...moment })
  lifecycle.state = end.state
  lifecycle.reason = end.reason
  lifecycle.closedAt = moment.at
  return { entry: endedEntry(lifecycle, end.state), agents }
}

/** All that the case wanted has been done and read back. Gives its last ledger entry. */
export function closeCase(lifecycle: Case, at: Date): EntryDraft {
  lifecycle.state = 'closed'
  lifecycle.reason = null
  lifecycle.closedAt = at
  return endedEntry(lifecycle, 'closed')
}
