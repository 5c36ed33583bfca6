import type { EntityManager, FilterQuery } from '@mikro-orm/sql'
import { Person } from '../roster/person.entity.ts'

/** People per look, as the planner does it. */
const batch = 100

/** First told, first served, as the planner does it; those of one roster by their keys, since the ids of new ones differ each time. */
export async function* batches(em: EntityManager, where: FilterQuery<Person>): AsyncGenerator<readonly Person[]> {
  const found = await em.find(Person, where, { fields: ['id'], orderBy: inOrder, disableIdentityMap: true })
  for (let start = 0; start < found.length; start += batch)
    yield em.find(Person, { id: { $in: found.slice(start, start + batch).map(({ id }) => id) } }, { orderBy: inOrder })
}

const inOrder = { recordedAt: 'asc', personKey: 'asc', id: 'asc' } as const
