import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { ApprovalRequest } from '../approvals/approval-request.entity.ts'
import type { Caller } from '../organizations/authenticate.ts'
import { TaskRecord } from '../tasks/task.entity.ts'

/** The cases of which a member is asked to approve a part or to do a task. */
export async function casesAskedOf(
  em: EntityManager,
  { organization, member }: Pick<Caller, 'organization' | 'member'>,
): Promise<readonly Id<'case'>[]> {
  const requests = await em.find(ApprovalRequest, { organization }, { fields: ['id', 'case', 'approvers'] })
  const tasks = await em.find(TaskRecord, { organization, assignedTo: member }, { fields: ['id', 'case'] })
  return [...requests.filter(({ approvers }) => approvers.includes(member)), ...tasks].map((one) => one.case)
}
