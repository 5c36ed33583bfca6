import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { PlannedPerson, QuestionChange } from '@rollcall/shared/plan-set'
import { Person } from '../roster/person.entity.ts'
import { byCanonicalText } from './by-canonical-text.ts'
import { nothingDone, type PersonEffects } from './plan-marked.ts'

export interface Affected {
  readonly people: readonly Id<'person'>[]
  readonly effects: ReadonlyMap<Id<'person'>, PersonEffects>
  readonly questions: ReadonlyMap<Id<'person'> | null, QuestionChange[]>
}

const rowsPerStatement = 500

/** Everybody for whom anything would happen, by their keys: ids of new ones differ each time. */
export async function toPlannedPeople(em: EntityManager, { people, effects, questions }: Affected): Promise<readonly PlannedPerson[]> {
  const planned: PlannedPerson[] = []
  for (let start = 0; start < people.length; start += rowsPerStatement)
    for (const { id, personKey, facts } of await named(em, people.slice(start, start + rowsPerStatement))) {
      const name = `${facts.givenName} ${facts.familyName}`
      planned.push({ personKey, name, ...(effects.get(id) ?? nothingDone), questions: questions.get(id) ?? [] })
    }
  // Two HR systems may use the same key.
  return planned.toSorted((a, b) => (a.personKey === b.personKey ? byCanonicalText(a, b) : a.personKey < b.personKey ? -1 : 1))
}

async function named(em: EntityManager, people: readonly Id<'person'>[]) {
  return em.find(Person, { id: { $in: [...people] } }, { fields: ['id', 'personKey', 'facts'], disableIdentityMap: true })
}
