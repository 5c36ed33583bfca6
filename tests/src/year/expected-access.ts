import { type HrRow, zoneHours } from './hr-year.ts'

const hour = 3_600_000

/**
 * Whether HR's rows give somebody access at an instant: worked out from the days alone, with nothing of the product, since it is what the product
 * is judged by. Access begins at local midnight of the first day and ends at 18:00 of the last; a gap of up to 72 hours is none.
 */
export function hasAccess(rows: readonly HrRow[], at: Date): boolean {
  const windows = rows.filter(({ start, end, status }) => status !== 'Rescinded' || end > start).map(windowOf)
  return windows.some(({ from, to }) => from <= at.getTime() && at.getTime() < to) || isBridged(windows, at)
}

/** When the access that was last open closed; undefined while it is open or never was. */
export function lostAccessAt(rows: readonly HrRow[], at: Date): Date | undefined {
  if (hasAccess(rows, at)) return undefined
  const ends = rows.map(windowOf).filter(({ from, to }) => from < to && to <= at.getTime())
  return ends.length === 0 ? undefined : new Date(Math.max(...ends.map(({ to }) => to)))
}

/** Days of leave so far; 0 for somebody who is not on leave. */
export function daysOnLeave(rows: readonly HrRow[], at: Date): number {
  const leave = rows.find(({ leaveFrom, leaveUntil, timeZone }) => {
    if (leaveFrom === '') return false
    return local(leaveFrom, timeZone, 0) <= at.getTime() && (leaveUntil === '' || at.getTime() < local(leaveUntil, timeZone, 24))
  })
  return leave === undefined ? 0 : (at.getTime() - local(leave.leaveFrom, leave.timeZone, 0)) / (24 * hour)
}

interface Span {
  readonly from: number
  readonly to: number
}

function windowOf({ start, end, lastDay, timeZone }: HrRow): Span {
  const last = lastDay === '' ? end : lastDay
  return { from: local(start, timeZone, 0), to: last === '' ? Number.POSITIVE_INFINITY : local(last, timeZone, 18) }
}

function isBridged(windows: readonly Span[], at: Date): boolean {
  const now = at.getTime()
  const ended = windows.filter(({ from, to }) => from < to && to <= now)
  return ended.some(({ to }) => windows.some(({ from, to: end }) => from < end && from > now && from - to <= 72 * hour))
}

function local(day: string, zone: string, hours: number): number {
  return Date.parse(`${day}T00:00:00Z`) + (hours - (zoneHours[zone] ?? 0)) * hour
}
