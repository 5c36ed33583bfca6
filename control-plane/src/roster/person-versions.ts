import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { PersonFacts } from '@rollcall/shared/person'
import { rowsOf } from '../database/rows-of.ts'
import { PersonVersion } from './person-version.entity.ts'

/** What HR said of somebody until it said something else. */
export interface PastFacts {
  readonly facts: PersonFacts
  readonly presence: 'present' | 'missing'
  readonly recordedAt: Date
  readonly supersededAt: Date
}

/** What HR said earlier of these people, oldest first. Nobody without an earlier statement is in it. */
export async function versionsOf(
  em: EntityManager,
  people: readonly Id<'person'>[],
): Promise<ReadonlyMap<Id<'person'>, readonly PastFacts[]>> {
  if (people.length === 0) return new Map()
  const versions = await rowsOf(em, PersonVersion)
    .select(['person', 'facts', 'presence', 'recordedAt', 'supersededAt'])
    .where('person', 'in', people)
    .orderBy('recordedAt')
    .execute()
  return Map.groupBy(versions, ({ person }) => person)
}
