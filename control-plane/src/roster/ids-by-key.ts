import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { Person } from './person.entity.ts'

const batchSize = 500

/** Our ids of some of a source's people, by their HR keys. */
export async function idsByKey(
  em: EntityManager,
  source: Id<'source'>,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Id<'person'>>> {
  const ids = new Map<string, Id<'person'>>()
  for (let start = 0; start < keys.length; start += batchSize) {
    const where = { source, personKey: { $in: keys.slice(start, start + batchSize) } }
    for (const { id, personKey } of await em.find(Person, where, { fields: ['id', 'personKey'], disableIdentityMap: true }))
      ids.set(personKey, id)
  }
  return ids
}
