import type { EntityManager } from '@mikro-orm/sql'
import type { CivilDate } from '@rollcall/shared/civil-date'
import type { Id } from '@rollcall/shared/ids'
import type { EngagementFacts, PersonFacts, PersonStatus } from '@rollcall/shared/person'
import { activePolicy } from '../policy/active-policy.ts'
import { accessOf } from './access-window.ts'
import { type Calendar, defaultCalendar } from './calendar.ts'
import { addDays } from './civil-days.ts'
import { statusWithin } from './derive-status.ts'
import { engagementOn } from './engagement-on.ts'
import { isNeverStarted } from './is-never-started.ts'
import { knownAt, type RecordedStatement, statementsOf } from './known-at.ts'
import { localInstant } from './local-instant.ts'
import { Person } from './person.entity.ts'
import { versionsOf } from './person-versions.ts'

export interface AsOfQuestion {
  readonly organization: Id<'organization'>
  /** The day that is asked about. */
  readonly on: CivilDate
  /** What we knew then, not what we know today; left out: all that HR has said, whatever the clock says. */
  readonly knownAt?: Date | undefined
}

/** Somebody who worked here on a day. What HR does not state is null. */
export interface RosterRowAsOf {
  readonly person: Id<'person'>
  readonly personKey: string
  readonly givenName: string
  readonly familyName: string
  readonly workEmail: string | null
  /** At the end of that day where the person works. */
  readonly status: PersonStatus
  readonly engagementKey: string
  readonly type: EngagementFacts['type']
  readonly department: string | null
  readonly title: string | null
  readonly managerKey: string | null
  readonly location: string | null
  readonly startDate: CivilDate
  readonly endDate: CivilDate | null
  /** Whether the roster that counted then had the person. */
  readonly presence: 'present' | 'missing'
  /** When HR told us so. */
  readonly recordedAt: Date
}

const batchSize = 1000

/** Who worked here on a day, as we knew it at an instant: the last day of an employment is in it. In the order of HR keys. */
export async function rosterAsOf(em: EntityManager, question: AsOfQuestion): Promise<readonly RosterRowAsOf[]> {
  const { organization } = question
  const calendar = (await activePolicy(em, organization))?.policy.calendar ?? defaultCalendar
  const rows: RosterRowAsOf[] = []
  const all = await em.find(Person, { organization }, { fields: ['id'], disableIdentityMap: true })
  for (let start = 0; start < all.length; start += batchSize) {
    const ids = all.slice(start, start + batchSize).map(({ id }) => id)
    const versions = await versionsOf(em, ids)
    for (const person of await em.find(Person, { id: { $in: ids } }, { disableIdentityMap: true })) {
      const known = knownAt(statementsOf(person, versions.get(person.id) ?? []), question.knownAt)
      if (known !== undefined) rows.push(...rowAsOf({ person: person.id, known, on: question.on, calendar }))
    }
  }
  return rows.sort((a, b) => (a.personKey === b.personKey ? 0 : a.personKey < b.personKey ? -1 : 1))
}

interface Look {
  readonly person: Id<'person'>
  readonly known: RecordedStatement
  readonly on: CivilDate
  readonly calendar: Calendar
}

/** One row, or none for somebody who did not work here then. */
function rowAsOf({ person, known, on, calendar }: Look): readonly RosterRowAsOf[] {
  const { facts, presence, recordedAt } = known
  const engagement = engagementOn(facts, on)
  if (engagement === undefined || !isEmployed(facts, on)) return []
  const { personKey, givenName, familyName, workEmail = null } = facts
  const { engagementKey, type, department = null, title = null, managerKey = null, location = null, startDate, endDate = null } = engagement
  const status = statusOn(facts, on, calendar)
  const named = { person, personKey, givenName, familyName, workEmail, status }
  const position = { engagementKey, type, department, title, managerKey, location, startDate, endDate }
  return [{ ...named, ...position, presence, recordedAt }]
}

function isEmployed({ engagements }: PersonFacts, on: CivilDate): boolean {
  return engagements.some((engagement) => {
    const { startDate, endDate, lastWorkingDay } = engagement
    const last = endDate ?? lastWorkingDay ?? null
    return !isNeverStarted(engagement) && startDate <= on && (last === null || on <= last)
  })
}

function statusOn(facts: PersonFacts, on: CivilDate, calendar: Calendar): PersonStatus {
  const access = accessOf(facts, calendar)
  const end = new Date(localInstant(addDays(on, 1), '00:00', access.zone.name).getTime() - 1)
  return statusWithin(facts, access, end).status
}
