import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { sameText } from '../accounts/match-keys.ts'
import { rowsOf } from '../database/rows-of.ts'
import { Question } from '../questions/question.entity.ts'
import { accessOf } from './access-window.ts'
import type { Calendar } from './calendar.ts'
import { isCurrent } from './find-impossible.ts'
import { Person } from './person.entity.ts'

export type Doubt = 'possible_rehire' | 'address_conflict' | 'end_date_missing'

interface Doubting {
  readonly people: readonly Id<'person'>[]
  readonly calendar: Calendar
  readonly at: Date
}

/**
 * What is not certain of these people, all of one organization, at that instant: parts of their plans wait for it. Nobody without a doubt is in it.
 * A question marks who shares an address; whether they still do is read from the facts, answered or not.
 */
export async function doubtsOf(
  em: EntityManager,
  { people, calendar, at }: Doubting,
): Promise<ReadonlyMap<Id<'person'>, ReadonlySet<Doubt>>> {
  const persons = await findPersons(em, people)
  if (persons.length === 0) return new Map()
  const asked = await rowsOf(em, Question)
    .select(['person', 'kind', 'state', 'details'])
    .where('person', 'in', people)
    .where('kind', 'in', ['rehire', 'two_with_one_address'])
    .where('state', 'in', ['open', 'answered'])
    .execute()
  const rehires = new Set(asked.filter(({ kind, state }) => kind === 'rehire' && state === 'open').map(({ person }) => person))
  const sharing = asked.filter(({ kind }) => kind === 'two_with_one_address')
  const others = await findPersons(em, [...new Set(sharing.flatMap(({ details }) => idsIn(details['people'])))])
  return new Map(
    persons.flatMap((person) => {
      const named = new Set(sharing.filter((one) => one.person === person.id).flatMap(({ details }) => idsIn(details['people'])))
      const doubts = new Set<Doubt>([
        ...(rehires.has(person.id) ? ['possible_rehire' as const] : []),
        ...(others.some((other) => named.has(other.id) && isConflict(person, other, { calendar, at }))
          ? ['address_conflict' as const]
          : []),
        ...(accessOf(person.facts, calendar).remarks.includes('contractor_without_end') ? ['end_date_missing' as const] : []),
      ])
      return doubts.size === 0 ? [] : [[person.id, doubts] as const]
    }),
  )
}

type Doubted = Pick<Person, 'id' | 'facts' | 'presence' | 'continues'>

async function findPersons(em: EntityManager, ids: readonly Id<'person'>[]): Promise<readonly Doubted[]> {
  if (ids.length === 0) return []
  return rowsOf(em, Person).select(['id', 'facts', 'presence', 'continues']).where('id', 'in', ids).execute()
}

function isConflict(person: Doubted, other: Doubted, look: { calendar: Calendar; at: Date }): boolean {
  const address = sameText(person.facts.workEmail ?? '')
  const isOne = person.id === other.id || person.continues === other.id || other.continues === person.id
  if (isOne || address === '' || address !== sameText(other.facts.workEmail ?? '')) return false
  return [person, other].every(({ presence, facts }) => presence === 'present' && isCurrent(facts, look))
}

function idsIn(details: unknown): readonly Id<'person'>[] {
  return Array.isArray(details) ? details.filter((one): one is Id<'person'> => typeof one === 'string' && one.startsWith('per_')) : []
}
