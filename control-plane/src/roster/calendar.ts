import type { CivilDate } from '@rollcall/shared/civil-date'
import type { PersonFacts } from '@rollcall/shared/person'
import { weekdayOf } from './civil-days.ts'
import { singleZoneCountries } from './single-zone-countries.ts'

/** How civil dates become instants in one organization; part of its policy. */
export interface Calendar {
  /** IANA zone of the company: used where nothing nearer is known. */
  readonly timeZone: string
  /** IANA zone by ISO 3166 country code, ahead of the built-in list of countries that have one zone. */
  readonly countries: Readonly<Record<string, string>>
  /** IANA zone by location as HR writes it, ahead of the country. */
  readonly locations: Readonly<Record<string, string>>
  /** Local time of the last day at which access ends, `HH:MM`. */
  readonly cutOff: string
  /** Other cut-offs by ISO day of the week (1 is Monday), and, ahead of those, by civil date. */
  readonly cutOffByWeekday: Readonly<Record<number, string>>
  readonly cutOffByDate: Readonly<Record<string, string>>
  /** ISO days of the week on which people work; lead times count these, without the holidays. */
  readonly workdays: readonly number[]
  readonly holidays: ReadonlySet<string>
}

/** In force until the organization has a policy. */
export const defaultCalendar: Calendar = {
  timeZone: 'UTC',
  countries: {},
  locations: {},
  cutOff: '18:00',
  cutOffByWeekday: {},
  cutOffByDate: {},
  workdays: [1, 2, 3, 4, 5],
  holidays: new Set(),
}

export interface PersonZone {
  readonly name: string
  readonly basis: 'person' | 'location' | 'country' | 'company'
}

/** Whatever says where somebody works. */
export interface Place extends Pick<PersonFacts, 'timeZone' | 'country'> {
  readonly location?: string | null | undefined
}

/** The zone a person works in, and what says so. */
export function zoneOf(place: Place, calendar: Calendar): PersonZone {
  if (place.timeZone != null) return { name: place.timeZone, basis: 'person' }
  const location = place.location ?? ''
  const ofLocation = Object.hasOwn(calendar.locations, location) ? calendar.locations[location] : undefined
  if (ofLocation !== undefined) return { name: ofLocation, basis: 'location' }
  const country = place.country?.toUpperCase() ?? ''
  const name = Object.hasOwn(calendar.countries, country) ? calendar.countries[country] : singleZoneCountries.get(country)
  return name === undefined ? { name: calendar.timeZone, basis: 'company' } : { name, basis: 'country' }
}

/** Local time at which access ends on a last day: the date's own, else the weekday's, else the usual one. */
export function cutOffTime(date: CivilDate, calendar: Calendar): string {
  return calendar.cutOffByDate[date] ?? calendar.cutOffByWeekday[weekdayOf(date)] ?? calendar.cutOff
}
