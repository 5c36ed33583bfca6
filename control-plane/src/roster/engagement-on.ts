import type { CivilDate } from '@rollcall/shared/civil-date'
import type { EngagementFacts, PersonFacts } from '@rollcall/shared/person'
import { positionAt } from '@rollcall/shared/position-at'
import { isNeverStarted } from './is-never-started.ts'

/**
 * What somebody is on a day: the employment of that day, before any contract, as its position of that day. Where none covers the day it is the one
 * that began last before it, else the next; undefined for somebody who never started.
 */
export function engagementOn({ engagements }: PersonFacts, date: CivilDate): EngagementFacts | undefined {
  const real = engagements.filter((engagement) => !isNeverStarted(engagement))
  const [first] = real.length < 2 ? real : real.sort((a, b) => rank(b, date) - rank(a, date) || order(a, b, date))
  return first === undefined ? undefined : positionAt(first, date)
}

/** True when the employment, not the access, is under way on that day. */
export function covers({ startDate, endDate }: EngagementFacts, date: CivilDate): boolean {
  return startDate <= date && (endDate == null || date <= endDate)
}

function rank(engagement: EngagementFacts, date: CivilDate): number {
  if (covers(engagement, date)) return engagement.type === 'employee' ? 3 : 2
  return engagement.startDate <= date ? 1 : 0
}

/** The longest of those under way, the latest of those that are over, the next of those to come. */
function order(a: EngagementFacts, b: EngagementFacts, date: CivilDate): number {
  const direction = rank(a, date) === 1 ? -1 : 1
  if (a.startDate === b.startDate) return a.engagementKey < b.engagementKey ? -1 : 1
  return a.startDate < b.startDate ? -direction : direction
}
