import type { EntityManager } from '@mikro-orm/sql'
import { Person } from '../roster/person.entity.ts'
import { managerKeyOf } from '../tasks/manager-key-of.ts'

/** Longest chain of managers that is followed; a longer one is as good as a circle. */
const longest = 32

/**
 * HR key of the manager who answers for the person. Null where HR names none, names the person themselves, or where the managers above the person
 * form a circle: who is at the same time above and below somebody says nothing about who answers for them.
 */
export async function responsibleManager(
  em: EntityManager,
  person: Pick<Person, 'organization' | 'source' | 'facts'>,
  at: Date,
): Promise<string | null> {
  const manager = managerKeyOf(person.facts, at)
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
  return found === null ? null : managerKeyOf(found.facts, at)
}
