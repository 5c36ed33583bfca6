import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { TaskRecord } from './task.entity.ts'

/** The tasks of each of these cases, in the order in which they are due to open. */
export async function tasksOfCases(
  em: EntityManager,
  cases: readonly Id<'case'>[],
): Promise<ReadonlyMap<Id<'case'>, readonly TaskRecord[]>> {
  if (cases.length === 0) return new Map()
  const tasks = await em.find(TaskRecord, { case: { $in: [...cases] } }, { orderBy: { stage: 'asc', id: 'asc' } })
  return Map.groupBy(tasks, (task) => task.case)
}

export async function tasksOfCase(em: EntityManager, ofCase: Id<'case'>): Promise<readonly TaskRecord[]> {
  return (await tasksOfCases(em, [ofCase])).get(ofCase) ?? []
}
