// oxlint-disable-next-line house/meaningful-file-name -- the manager here is a person, not a class that manages things
import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { rowsOf } from '../database/rows-of.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { type Calendar, defaultCalendar, zoneOf } from './calendar.ts'
import { localDate } from './local-instant.ts'
import { Person } from './person.entity.ts'
import { reportsTo } from './reports-to.ts'

/** Longer than any line of managers: a safeguard, not a rule. */
const furthest = 100

const managed = ['id', 'source', 'facts'] as const

/**
 * Who manages somebody now, as far as that can be true: nobody where HR names none, somebody it does not know, the person themselves, or a circle
 * that the person is part of.
 */
export async function effectiveManager(em: EntityManager, person: Id<'person'>, at: Date): Promise<Id<'person'> | undefined> {
  const self = await rowsOf(em, Person).select(managed).select('organization').where('id', '=', person).executeTakeFirst()
  if (self === undefined) return undefined
  const calendar = (await activePolicy(em, self.organization))?.policy.calendar ?? defaultCalendar
  const manager = await managerOf(em, self, { calendar, at })
  let above = manager
  for (let steps = 0; above !== undefined && steps < furthest; steps++) {
    if (above.id === self.id) return undefined
    above = await managerOf(em, above, { calendar, at })
  }
  return manager?.id
}

type Managed = Pick<Person, (typeof managed)[number]>

async function managerOf(em: EntityManager, of: Managed, { calendar, at }: { calendar: Calendar; at: Date }): Promise<Managed | undefined> {
  const personKey = reportsTo(of.facts, localDate(at, zoneOf(of.facts, calendar).name))
  if (personKey === undefined) return undefined
  return rowsOf(em, Person).select(managed).where('source', '=', of.source).where('personKey', '=', personKey).executeTakeFirst()
}
