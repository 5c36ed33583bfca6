import { type CivilDate, toCivilDate } from '@rollcall/shared/civil-date'
import { Temporal } from 'temporal-polyfill'

/** The instant of a local time on a civil date. A time that the clocks skip that day becomes the next one that exists. */
export function localInstant(date: CivilDate, time: string, zone: string): Date {
  return new Date(Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds)
}

/** Which day it is somewhere. */
export function localDate(at: Date, zone: string): CivilDate {
  return toCivilDate(Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate().toString())
}
