import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { PersonFacts } from '@rollcall/shared/person'
import { withHidden } from './hidden-columns.ts'
import { Person } from './person.entity.ts'
import type { HideableColumn } from './roster-columns.ts'

export interface Hiding {
  readonly source: Id<'source'>
  readonly columns: readonly HideableColumn[]
}

const batchSize = 500

/** The people of a file with the last known values of the columns that HR hides: losing a right is no change of facts. */
export async function keepHidden(
  em: EntityManager,
  people: readonly PersonFacts[],
  { source, columns }: Hiding,
): Promise<readonly PersonFacts[]> {
  if (columns.length === 0) return people
  const kept: PersonFacts[] = []
  for (let start = 0; start < people.length; start += batchSize) {
    const batch = people.slice(start, start + batchSize)
    const where = { source, personKey: { $in: batch.map(({ personKey }) => personKey) } }
    const known = await em.find(Person, where, { fields: ['personKey', 'facts'], disableIdentityMap: true })
    const before = new Map(known.map(({ personKey, facts }) => [personKey, facts]))
    kept.push(...batch.map((facts) => withHidden(facts, before.get(facts.personKey), columns)))
  }
  return kept
}
