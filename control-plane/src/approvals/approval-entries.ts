import type { EntryDraft } from '../ledger/entry-draft.ts'
import type { ApprovalRequest } from './approval-request.entity.ts'

export function requestedEntry(request: ApprovalRequest): EntryDraft {
  return { t: 'approval.requested', ...about(request), plan: request.planHash, needed: request.needed, route: request.route }
}

export function escalatedEntry(request: ApprovalRequest): EntryDraft {
  return { t: 'approval.escalated', ...about(request) }
}

/** Nobody has to have said no: it ran out of time, or its plan is another one now. */
export function endedEntry(request: ApprovalRequest, res: 'expired' | 'overtaken'): EntryDraft {
  return { t: 'approval.refused', ...about(request), res }
}

export function about({ subject, case: lifecycle, id }: ApprovalRequest) {
  return { sub: subject, case: lifecycle, approval: id }
}
