import type { EntityManager } from '@mikro-orm/sql'
import { continueCase } from '../cases/continue-case.ts'
import type { Moment } from '../cases/moment.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import { endedEntry } from './approval-entries.ts'
import type { ApprovalRequest } from './approval-request.entity.ts'

/** Nobody answered in time: that is no yes, and no refusal to remember either. The case needs a person. */
export async function expireApproval(em: EntityManager, request: ApprovalRequest, moment: Moment): Promise<void> {
  request.state = 'expired'
  request.decidedAt = moment.at
  await appendEntries(em, request.organization, [endedEntry(request, 'expired')], moment)
  await continueCase(em, request.case, moment)
}
