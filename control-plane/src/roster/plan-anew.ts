import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { Person } from './person.entity.ts'
import { recordsOf } from './records-of.ts'

/** Has somebody planned anew, under each of their records: what is said about one is said about all. */
export async function planAnew(em: EntityManager, person: Id<'person'>): Promise<void> {
  const records = (await recordsOf(em, [person])).get(person) ?? []
  for (const record of await em.find(Person, { id: { $in: [...records] } })) record.needsPlanning = true
  await em.flush()
}
