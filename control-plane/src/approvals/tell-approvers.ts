import type { EntityManager } from '@mikro-orm/sql'
import type { Moment } from '../cases/moment.ts'
import { giveNotice } from '../notifications/give-notice.ts'
import type { ApprovalRequest } from './approval-request.entity.ts'

/** Nobody is left who may agree: somebody has to be made a member, or the plan refused. */
export async function tellOfNobody(em: EntityManager, request: ApprovalRequest, moment: Moment): Promise<void> {
  await giveNotice(em, noticeOf(request, 'approval_without_approver'), moment)
}

export async function tellOfEscalation(em: EntityManager, request: ApprovalRequest, moment: Moment): Promise<void> {
  await giveNotice(em, { ...noticeOf(request, 'approval_escalated'), recipients: request.approvers }, moment)
}

function noticeOf(
  { id, organization, subject, case: lifecycle }: ApprovalRequest,
  kind: 'approval_escalated' | 'approval_without_approver',
) {
  return { organization, kind, key: `${kind}/${id}`, person: subject, details: { approval: id, case: lifecycle } }
}
