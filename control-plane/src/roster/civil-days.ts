import { type CivilDate, toCivilDate } from '@rollcall/shared/civil-date'

const dayMs = 86_400_000

/** The civil date that many days later; earlier for a negative number. */
export function addDays(date: CivilDate, days: number): CivilDate {
  return toCivilDate(new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10))
}

/** ISO day of the week: 1 is Monday. */
export function weekdayOf(date: CivilDate): number {
  return new Date(date).getUTCDay() || 7
}
