import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { Person } from '../roster/person.entity.ts'
import { assignedMember } from './assigned-member.ts'
import { TaskRecord } from './task.entity.ts'

/** Tasks of managers who are no longer who their task falls to, by organization. */
export async function findMisassigned(em: EntityManager, at: Date): Promise<ReadonlyMap<Id<'organization'>, readonly Id<'task'>[]>> {
  const open = await em.find(TaskRecord, { state: { $in: ['waiting', 'open'] } }, { orderBy: { id: 'asc' } })
  const misassigned: TaskRecord[] = []
  for (const task of open)
    if (task.assignee.kind === 'manager' && (await managerNow(em, task, at)) !== (task.assignedTo ?? null)) misassigned.push(task)
  const byOrganization = Map.groupBy(misassigned, ({ organization }) => organization)
  return new Map([...byOrganization].map(([organization, tasks]) => [organization, tasks.map(({ id }) => id)]))
}

/** What HR's former manager has not done falls to the present one. In a transaction that holds the ledger. */
export async function reassignTasks(em: EntityManager, tasks: readonly Id<'task'>[], at: Date): Promise<void> {
  for (const task of await em.find(TaskRecord, { id: { $in: [...tasks] }, state: { $in: ['waiting', 'open'] } }))
    task.assignedTo = await managerNow(em, task, at)
}

async function managerNow(em: EntityManager, { person, assignee, app }: TaskRecord, at: Date): Promise<Id<'member'> | null> {
  return assignedMember(em, { person: await em.findOneOrFail(Person, { id: person }), assignee, app: app ?? null, at })
}
