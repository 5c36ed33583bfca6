import { type CivilDate, toCivilDate } from '@rollcall/shared/civil-date'
import { Temporal } from 'temporal-polyfill'

/** The instant of a local time on a civil date. A time that the clocks skip that day becomes the next one that exists. */
export function localInstant(date: CivilDate, time: string, zone: string): Date {
  return new Date(
    remembered(
      instants,
      `${date} ${time} ${zone}`,
      () => Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds,
    ),
  )
}

/** Which day it is somewhere. */
export function localDate(at: Date, zone: string): CivilDate {
  return remembered(dates, `${at.getTime()} ${zone}`, () =>
    toCivilDate(Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate().toString()),
  )
}

/** Zone arithmetic is most of what planning costs, and thousands of people share few days. The zone database is part of the running program, so an answer stays true. */
const instants = new Map<string, number>()
const dates = new Map<string, CivilDate>()
const most = 10_000

function remembered<T>(answers: Map<string, T>, key: string, work: () => T): T {
  const known = answers.get(key)
  if (known !== undefined) return known
  if (answers.size >= most) answers.clear()
  const answer = work()
  answers.set(key, answer)
  return answer
}
