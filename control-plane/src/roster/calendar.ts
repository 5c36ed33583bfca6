import type { PersonFacts } from '@rollcall/shared/person'
import { singleZoneCountries } from './single-zone-countries.ts'

/** How civil dates become instants in one organization; part of its policy. */
export interface Calendar {
  /** IANA zone of the company: used where nothing nearer is known. */
  readonly timeZone: string
  /** IANA zone by ISO 3166 country code, ahead of the built-in list of countries that have one zone. */
  readonly countries: Readonly<Record<string, string>>
  /** Local time of the last day at which access ends, `HH:MM`. */
  readonly cutOff: string
}

/** In force until the organization has a policy. */
export const defaultCalendar: Calendar = { timeZone: 'UTC', countries: {}, cutOff: '18:00' }

export interface PersonZone {
  readonly name: string
  readonly basis: 'person' | 'country' | 'company'
}

/** The zone a person works in, and what says so. */
export function zoneOf(person: Pick<PersonFacts, 'timeZone' | 'country'>, calendar: Calendar): PersonZone {
  if (person.timeZone != null) return { name: person.timeZone, basis: 'person' }
  const country = person.country?.toUpperCase() ?? ''
  const name = Object.hasOwn(calendar.countries, country) ? calendar.countries[country] : singleZoneCountries.get(country)
  return name === undefined ? { name: calendar.timeZone, basis: 'company' } : { name, basis: 'country' }
}
