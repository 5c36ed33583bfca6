import type { CivilDate } from '@rollcall/shared/civil-date'
import type { Calendar } from './calendar.ts'
import { addDays, weekdayOf } from './civil-days.ts'

/** The day that lies that many working days before a date, the date itself not counted; the date itself for none. */
export function workingDaysBefore(date: CivilDate, count: number, calendar: Pick<Calendar, 'workdays' | 'holidays'>): CivilDate {
  let day = date
  let left = count
  for (let steps = 0; left > 0 && steps < furthest; steps++) {
    day = addDays(day, -1)
    if (isWorkingDay(day, calendar)) left--
  }
  return day
}

/** A calendar whose every day is a holiday ends the search, not the program. */
const furthest = 4000

function isWorkingDay(day: CivilDate, { workdays, holidays }: Pick<Calendar, 'workdays' | 'holidays'>): boolean {
  return workdays.includes(weekdayOf(day)) && !holidays.has(day)
}
