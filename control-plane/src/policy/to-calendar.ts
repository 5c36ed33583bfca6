import type { Calendar } from '../roster/calendar.ts'
import type { PolicyDocument } from './policy-document.ts'
import { weekdays } from './settings-document.ts'

/** A document's zones, cut-offs and working days, with ISO numbers for the days of the week. */
export function toCalendar({ company, calendar }: PolicyDocument): Calendar {
  return {
    timeZone: company.timeZone,
    countries: company.countries,
    locations: company.locations,
    cutOff: calendar.cutOff,
    cutOffByWeekday: Object.fromEntries(
      weekdays.flatMap((day, index) => {
        const time = calendar.cutOffByWeekday[day]
        return time === undefined ? [] : [[index + 1, time]]
      }),
    ),
    cutOffByDate: calendar.cutOffByDate,
    workdays: weekdays.flatMap((day, index) => (calendar.workdays.includes(day) ? [index + 1] : [])),
    holidays: new Set(calendar.holidays),
  }
}
