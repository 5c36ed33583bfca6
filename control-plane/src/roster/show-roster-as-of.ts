import type { CivilDate } from '@rollcall/shared/civil-date'
import type { Id } from '@rollcall/shared/ids'
import { activePolicy } from '../policy/active-policy.ts'
import type { Ports } from '../ports.ts'
import { defaultCalendar } from './calendar.ts'
import { readKnownAt } from './read-known-at.ts'
import { type RosterRowAsOf, rosterAsOf } from './roster-as-of.ts'

interface Asked {
  readonly organization: Id<'organization'>
  readonly on: CivilDate
  /** A day or an instant; now where it is left out. */
  readonly known: string | undefined
}

export interface ShownRoster {
  readonly on: CivilDate
  readonly knownAt: Date
  readonly people: readonly RosterRowAsOf[]
}

/** Who worked here on a day, as we knew it then. @throws RosterQueryError */
export async function showRosterAsOf(ports: Pick<Ports, 'database' | 'now'>, { organization, on, known }: Asked): Promise<ShownRoster> {
  const now = ports.now()
  return ports.database.read(async (em) => {
    const calendar = (await activePolicy(em, organization))?.policy.calendar ?? defaultCalendar
    const knownAt = known === undefined ? undefined : readKnownAt(known, calendar.timeZone)
    return { on, knownAt: knownAt ?? now, people: await rosterAsOf(em, { organization, on, knownAt }) }
  })
}
