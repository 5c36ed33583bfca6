import type { CivilDate } from '@rollcall/shared/civil-date'
import type { PersonFacts } from '@rollcall/shared/person'
import { engagementOn } from './engagement-on.ts'

/** The HR key of the manager that HR names for somebody on a day, right or wrong; undefined where it names none. */
export function reportsTo(facts: PersonFacts, date: CivilDate): string | undefined {
  return engagementOn(facts, date)?.managerKey ?? undefined
}
