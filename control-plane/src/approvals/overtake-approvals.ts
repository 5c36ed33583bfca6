import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import { endedEntry } from './approval-entries.ts'
import { ApprovalRequest } from './approval-request.entity.ts'

/** A case ends: what was asked for its plan is no longer a question. To be called before the case's last entry is written. */
export async function overtakeApprovals(em: EntityManager, lifecycle: Id<'case'>, moment: Moment): Promise<void> {
  const pending = await em.find(ApprovalRequest, { case: lifecycle, state: 'pending' }, { orderBy: { id: 'asc' } })
  const [first] = pending
  if (first === undefined) return
  for (const request of pending) {
    request.state = 'overtaken'
    request.decidedAt = moment.at
  }
  await appendEntries(
    em,
    first.organization,
    pending.map((request) => endedEntry(request, 'overtaken')),
    moment,
  )
}
