import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { openAmong } from '../cases/open-among.ts'
import { TaskRecord } from './task.entity.ts'

/**
 * Keys of the tasks of each of these people that nobody asks for again. What was waived stays waived, and what was handed over stays so. A task that stands
 * for steps on an account counts as done within its case only: after that the account says whether it is needed once more.
 */
export async function settledTaskKeys(
  em: EntityManager,
  people: readonly Id<'person'>[],
): Promise<ReadonlyMap<Id<'person'>, ReadonlySet<string>>> {
  if (people.length === 0) return new Map()
  const where = { person: { $in: [...people] }, state: { $in: ['done' as const, 'waived' as const] } }
  const tasks = await em.find(TaskRecord, where)
  if (tasks.length === 0) return new Map()
  const open = await openAmong(
    em,
    tasks.map((task) => task.case),
  )
  const settled = tasks.filter(({ state, steps, case: ofCase }) => state === 'waived' || steps.length === 0 || open.has(ofCase))
  return new Map([...Map.groupBy(settled, ({ person }) => person)].map(([person, own]) => [person, new Set(own.map(({ key }) => key))]))
}
