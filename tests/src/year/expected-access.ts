import type { HrRow } from './hr-row.ts'
import { localInstant } from './zone-clock.ts'

const hour = 3_600_000
const leaveDays = 14

/** A row with its days as instants. Access begins at local midnight of the first day and ends at 18:00 of the last. */
export interface Engagement {
  readonly row: HrRow
  readonly from: number
  readonly to: number
  /** Of the leave; both infinite where there is none. */
  readonly leaveFrom: number
  readonly leaveTo: number
  /** Midnight of the day from which it is long. */
  readonly leaveIsLong: number
}

/** What HR said of one person from an instant on. */
export interface Statement {
  readonly at: number
  readonly rows: readonly HrRow[]
  readonly engagements: readonly Engagement[]
}

export function statementOf(at: number, rows: readonly HrRow[]): Statement {
  const counting = rows.filter(({ start, end, status }) => status !== 'Rescinded' || end > start)
  return { at, rows, engagements: counting.map(toEngagement).sort((a, b) => a.from - b.from) }
}

export type Phase = 'before' | 'inside' | 'over'

/**
 * Where HR's rows put somebody: worked out from the days alone, with nothing of the product, since it is what the product is judged by. Whoever was
 * here and will be again is out until then.
 */
export function phaseOf({ engagements }: Pick<Statement, 'engagements'>, at: number): Phase {
  if (openAt(engagements, at).length > 0) return 'inside'
  return engagements.length > 0 && engagements.every(({ from }) => from > at) ? 'before' : 'over'
}

/** The engagements that give something now. A gap of up to 72 hours is none: what ended last goes on until the next begins. */
export function openAt(engagements: readonly Engagement[], at: number): readonly Engagement[] {
  const open = engagements.filter(({ from, to }) => from <= at && at < to)
  if (open.length > 0) return open
  const ended = engagements.filter(({ from, to }) => from < to && to <= at)
  const lastEnd = Math.max(...ended.map(({ to }) => to))
  const isBridged = engagements.some(({ from, to }) => from > at && from < to && from - lastEnd <= 72 * hour)
  return isBridged ? ended.filter(({ to }) => to === lastEnd) : []
}

/** Whether somebody has been away for two weeks from all that they do here: from what they left last. */
export function isLongAway({ engagements }: Pick<Statement, 'engagements'>, at: number): boolean {
  const open = openAt(engagements, at)
  const isAway = open.length > 0 && open.every(({ leaveFrom, leaveTo }) => leaveFrom <= at && at < leaveTo)
  return isAway && open.every(({ leaveIsLong }) => leaveIsLong <= at)
}

/** Every instant at which one of these answers may change. */
export function edgesOf({ engagements }: Pick<Statement, 'engagements'>): readonly number[] {
  return engagements.flatMap(({ from, to, leaveFrom, leaveTo, leaveIsLong }) => [from, to, leaveFrom, leaveTo, leaveIsLong])
}

function toEngagement(row: HrRow): Engagement {
  const { start, end, lastDay, leaveFrom, leaveUntil, timeZone } = row
  const last = lastDay === '' ? end : lastDay
  const never = Number.POSITIVE_INFINITY
  return {
    row,
    from: localInstant(start, 0, timeZone),
    to: last === '' ? never : localInstant(last, 18, timeZone),
    leaveFrom: leaveFrom === '' ? never : localInstant(leaveFrom, 0, timeZone),
    leaveIsLong: leaveFrom === '' ? never : localInstant(leaveFrom, leaveDays * 24, timeZone),
    leaveTo: leaveUntil === '' ? never : localInstant(leaveUntil, 24, timeZone),
  }
}
