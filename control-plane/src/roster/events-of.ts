import type { CivilDate } from '@rollcall/shared/civil-date'
import type { EngagementFacts, PersonFacts } from '@rollcall/shared/person'
import { addDays } from './civil-days.ts'
import { isNeverStarted } from './is-never-started.ts'
import { type EventStatement, type EventSubject, type RosterEvent, toEvent } from './roster-event.ts'

/** Every turn that these facts state, in the order of their days. */
export function eventsOf(facts: PersonFacts, source: string): readonly RosterEvent[] {
  const subject: EventSubject = { source, personKey: facts.personKey }
  const statements = facts.engagements.flatMap((engagement) => ofEngagement(engagement, facts.engagements))
  return statements.map((statement) => toEvent(subject, statement)).sort(byDay)
}

function byDay(a: RosterEvent, b: RosterEvent): number {
  return compare(a.effectiveOn, b.effectiveOn) || compare(a.id, b.id)
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}

function ofEngagement(engagement: EngagementFacts, all: readonly EngagementFacts[]): readonly EventStatement[] {
  const { engagementKey, startDate, positions = [] } = engagement
  const state = (kind: EventStatement['kind'], effectiveOn: CivilDate | null): readonly EventStatement[] =>
    effectiveOn === null ? [] : [{ engagementKey, kind, effectiveOn }]
  if (isNeverStarted(engagement)) return state('never_started', startDate)
  return [
    ...state(beginningOf(engagement, all), startDate),
    ...positions.slice(1).flatMap(({ effectiveOn }) => state('position_change', effectiveOn)),
    ...state('leave_start', engagement.leaveFrom ?? null),
    ...state('leave_end', dayAfter(engagement.leaveUntil)),
    ...state('garden_leave', gardenLeaveOf(engagement)),
    ...state('termination', goesOn(engagement, all) ? null : lastDayOf(engagement)),
  ]
}

/** Days between two engagements, the weekend of the design's 72 hours, that are no interruption. */
const bridgedDays = 3

function beginningOf(engagement: EngagementFacts, all: readonly EngagementFacts[]): 'hire' | 'rehire' | 'conversion' {
  const earlier = all.filter((other) => !isNeverStarted(other) && isBefore(other, engagement))
  if (earlier.some((other) => follows(engagement, other))) return 'conversion'
  return earlier.length > 0 && earlier.every((other) => endsBefore(other, engagement.startDate)) ? 'rehire' : 'hire'
}

function goesOn(engagement: EngagementFacts, all: readonly EngagementFacts[]): boolean {
  return all.some((other) => !isNeverStarted(other) && isBefore(engagement, other) && follows(other, engagement))
}

function isBefore(a: EngagementFacts, b: EngagementFacts): boolean {
  return a !== b && (a.startDate < b.startDate || (a.startDate === b.startDate && a.engagementKey < b.engagementKey))
}

/** True when one begins where the other ends. */
function follows(later: EngagementFacts, earlier: EngagementFacts): boolean {
  const end = lastDayOf(earlier)
  return end !== null && later.startDate >= end && later.startDate <= addDays(end, bridgedDays)
}

function endsBefore(engagement: EngagementFacts, day: CivilDate): boolean {
  const end = lastDayOf(engagement)
  return end !== null && end < day
}

function lastDayOf({ endDate, lastWorkingDay }: EngagementFacts): CivilDate | null {
  return endDate ?? lastWorkingDay ?? null
}

function gardenLeaveOf({ gardenLeaveFrom, lastWorkingDay, endDate }: EngagementFacts): CivilDate | null {
  if (gardenLeaveFrom != null) return gardenLeaveFrom
  return lastWorkingDay != null && endDate != null && lastWorkingDay < endDate ? addDays(lastWorkingDay, 1) : null
}

function dayAfter(day: CivilDate | null | undefined): CivilDate | null {
  return day == null ? null : addDays(day, 1)
}
