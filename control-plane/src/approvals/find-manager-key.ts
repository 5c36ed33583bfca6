import type { EntityManager } from '@mikro-orm/sql'
import type { PersonFacts } from '@rollcall/shared/person'
import { positionAt } from '@rollcall/shared/position-at'
import { Person } from '../roster/person.entity.ts'

/** Longest chain of managers that is followed; a longer one is as good as a circle. */
const longest = 32

/**
 * HR key of the manager who answers for the person. Null where HR names none, names the person themselves, or where the managers above the person
 * form a circle: who is at the same time above and below somebody says nothing about who answers for them.
 */
export async function findManagerKey(
  em: EntityManager,
  person: Pick<Person, 'organization' | 'source' | 'facts'>,
  at: Date,
): Promise<string | null> {
  const manager = statedManager(person.facts, at)
  const seen = new Set([person.facts.personKey])
  for (let key = manager; key !== null; key = await managerAbove(em, { ...person, key, at })) {
    if (seen.has(key) || seen.size > longest) return null
    seen.add(key)
  }
  return manager
}

interface Step extends Pick<Person, 'organization' | 'source'> {
  readonly key: string
  readonly at: Date
}

async function managerAbove(em: EntityManager, { organization, source, key, at }: Step): Promise<string | null> {
  const found = await em.findOne(Person, { organization, source, personKey: key })
  return found === null ? null : statedManager(found.facts, at)
}

/** Of the employment that runs, else of the one that began last. Whoever is asked may be so a few hours early: access does not hang on it. */
function statedManager({ engagements }: PersonFacts, at: Date): string | null {
  const today = at.toISOString().slice(0, 10)
  const newestFirst = [...engagements].sort((a, b) => (a.startDate < b.startDate ? 1 : -1))
  const current = newestFirst.find(({ startDate, endDate }) => startDate <= today && (endDate ?? today) >= today) ?? newestFirst[0]
  return (current && positionAt(current, today).managerKey) || null
}
