import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { barOf, isBarred } from '../approvals/find-approvers.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import { Member } from '../organizations/member.entity.ts'
import { TaskRecord } from './task.entity.ts'
import { TaskError } from './task-error.ts'

/** What everybody who settles a task says. */
export interface TaskCommand {
  readonly organization: Id<'organization'>
  readonly by: Id<'member'>
  readonly task: Id<'task'>
}

/** The open task for a command, with the ledger locked. @throws TaskError */
export async function takeTask(em: EntityManager, { organization, by, task: id }: TaskCommand): Promise<TaskRecord> {
  await lockLedger(em, organization)
  const task = await em.findOne(TaskRecord, { id, organization })
  if (task === null) throw new TaskError('not_found', `there is no task ${id} in this organization`)
  await refuseOthers(em, task, by)
  if (task.state !== 'open') throw new TaskError('wrong_state', `the task is ${task.state}; this needs one that is open`)
  return task
}

/** Operators settle every task but those about themselves; an approver settles what was given to them. */
async function refuseOthers(em: EntityManager, task: TaskRecord, by: Id<'member'>): Promise<void> {
  const member = await em.findOneOrFail(Member, { id: by, organization: task.organization })
  if (isBarred(member, await barOf(em, task.person)))
    throw new TaskError('not_yours', 'this task is about yourself: another member has to settle it')
  if (member.role === 'approver' && task.assignedTo !== by) throw new TaskError('not_yours', 'this task is not yours: ask an operator')
}
