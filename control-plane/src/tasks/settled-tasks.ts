import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { TaskRecord } from './task.entity.ts'

/** Keys of the tasks of each of these people that somebody did or waived: nobody asks for those again. */
export async function settledTaskKeys(
  em: EntityManager,
  people: readonly Id<'person'>[],
): Promise<ReadonlyMap<Id<'person'>, ReadonlySet<string>>> {
  if (people.length === 0) return new Map()
  const where = { person: { $in: [...people] }, state: { $in: ['done' as const, 'waived' as const] } }
  const tasks = await em.find(TaskRecord, where, { fields: ['id', 'person', 'key'] })
  return new Map([...Map.groupBy(tasks, ({ person }) => person)].map(([person, own]) => [person, new Set(own.map(({ key }) => key))]))
}
