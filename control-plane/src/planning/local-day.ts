import type { CivilDate } from '@rollcall/shared/civil-date'
import { addDays } from '../roster/civil-days.ts'
import { localInstant } from '../roster/local-instant.ts'

/** A civil date where somebody works: what is counted from it is counted in civil days, and a day on which clocks change is one of them. */
export interface LocalDay {
  readonly date: CivilDate
  /** IANA zone. */
  readonly zone: string
}

/** Local midnight at the beginning of the day that many days later. */
export function startOfDay({ date, zone }: LocalDay, daysLater = 0): Date {
  return localInstant(addDays(date, daysLater), '00:00', zone)
}
