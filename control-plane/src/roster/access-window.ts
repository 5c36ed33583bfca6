import { type CivilDate, toCivilDate } from '@rollcall/shared/civil-date'
import type { EngagementFacts, PersonFacts } from '@rollcall/shared/person'
import { positionAt } from '@rollcall/shared/position-at'
import { type Calendar, cutOffTime, type PersonZone, zoneOf } from './calendar.ts'
import { addDays } from './civil-days.ts'
import { isNeverStarted } from './is-never-started.ts'
import { localInstant } from './local-instant.ts'

/** `[from, to)`; `to` is undefined while HR names no end. */
export interface AccessWindow {
  readonly from: Date
  readonly to: Date | undefined
}

export interface EngagementWindow extends AccessWindow {
  readonly engagement: EngagementFacts
  /** Where the engagement is worked: a location may say more than the person's country. */
  readonly zone: PersonZone
  /** True when an order lets it last longer than HR says. */
  readonly isExtended: boolean
}

/** When a person may have access: the union over their engagements, in order and without overlap. Empty when no date makes sense. */
export interface Access {
  readonly windows: readonly AccessWindow[]
  readonly engagements: readonly EngagementWindow[]
  readonly zone: PersonZone
  /** What a person should know about the dates. */
  readonly remarks: readonly 'contractor_without_end'[]
}

/** An interruption up to this long between two engagements (Friday evening to Monday, a changed contract) is none. */
const continuousMs = 72 * 3_600_000

export interface Extension {
  /** Last day of access by an order: it counts where HR's own end is earlier. */
  readonly extendedUntil?: CivilDate | undefined
}

/** Computed late and again at every look, since date, zone and time zone database may all have changed. A window in the past is not dropped: late is never skipped. */
export function accessOf(facts: PersonFacts, calendar: Calendar, extension: Extension = {}): Access {
  const windows = facts.engagements
    .filter((engagement) => !isNeverStarted(engagement))
    .map((engagement) => toWindow(engagement, facts, calendar))
    .filter(({ from, to }) => to === undefined || from < to)
    .sort((a, b) => a.from.getTime() - b.from.getTime())
  const engagements = bridge(extend(windows, calendar, extension))
  return {
    windows: unite(engagements),
    engagements,
    zone: lasting(engagements)?.zone ?? zoneOf({ ...facts, location: facts.engagements[0]?.location }, calendar),
    remarks: facts.engagements.some(isEndless) ? ['contractor_without_end'] : [],
  }
}

export function isOpen({ from, to }: AccessWindow, at: Date): boolean {
  return from <= at && (to === undefined || at < to)
}

/** The next instant after `at` at which status or access can change without HR saying anything; null when there is none. */
export function nextWakeAt(access: Access, at: Date): Date | null {
  const next = Math.min(...access.engagements.flatMap(edgesOf).filter((edge) => edge > at.getTime()))
  return Number.isFinite(next) ? new Date(next) : null
}

/**
 * When a plan has to look at somebody whom none has looked at under this calendar and policy: at once where they have yet to start, since how long
 * before that their accounts are prepared is policy's to say; else at the next edge.
 */
export function firstLookAt(access: Access, at: Date): Date | null {
  return access.engagements.some(({ from }) => from > at) ? at : nextWakeAt(access, at)
}

/** True for a contract without an end, which every contract has to have. */
export function isEndless(engagement: EngagementFacts): boolean {
  return engagement.type === 'contractor' && cutOffDate(engagement) === null
}

/** The last day with access: the last working day where HR names one, else the start of garden leave, else the day the employment ends. */
export function cutOffDate({ lastWorkingDay, gardenLeaveFrom, endDate }: EngagementFacts): CivilDate | null {
  return lastWorkingDay ?? gardenLeaveFrom ?? endDate ?? null
}

/** Start, cut-off, both ends of a leave, the end of the employment, and every day on which another position begins. */
function edgesOf({ engagement, from, to, zone }: EngagementWindow): readonly number[] {
  const { leaveFrom, leaveUntil, endDate, positions = [] } = engagement
  const isSplit = cutOffDate(engagement) !== (endDate ?? null)
  const after = [leaveUntil, isSplit ? endDate : null].flatMap((last) => (last == null ? [] : addDays(last, 1)))
  const days = [...positions.map(({ effectiveOn }) => effectiveOn), ...(leaveFrom == null ? [] : [leaveFrom]), ...after]
  return [from, ...(to === undefined ? [] : [to]), ...days.map((day) => localInstant(day, '00:00', zone.name))].map((edge) =>
    edge.getTime(),
  )
}

function toWindow(engagement: EngagementFacts, person: PersonFacts, calendar: Calendar): EngagementWindow {
  const last = cutOffDate(engagement)
  const zoneOn = (day: CivilDate) => zoneOf({ ...person, location: positionAt(engagement, day).location }, calendar)
  return {
    engagement,
    from: localInstant(engagement.startDate, '00:00', zoneOn(engagement.startDate).name),
    to: last === null ? undefined : localInstant(last, cutOffTime(last, calendar), zoneOn(last).name),
    zone: zoneOn(last ?? lastDay),
    isExtended: false,
  }
}

/** Later than any: asks for the position that an engagement without an end comes to. */
const lastDay = toCivilDate('9999-12-31')

/** The engagement that lasts longest carries the extension. */
function extend(windows: readonly EngagementWindow[], calendar: Calendar, { extendedUntil }: Extension): readonly EngagementWindow[] {
  const last = lasting(windows)
  if (extendedUntil === undefined || last?.to === undefined) return windows
  const to = localInstant(extendedUntil, cutOffTime(extendedUntil, calendar), last.zone.name)
  return to <= last.to ? windows : windows.map((window) => (window === last ? { ...window, to, isExtended: true } : window))
}

function lasting(windows: readonly EngagementWindow[]): EngagementWindow | undefined {
  return windows.reduce<EngagementWindow | undefined>(
    (best, window) => (best === undefined || (best.to !== undefined && (window.to === undefined || window.to > best.to)) ? window : best),
    undefined,
  )
}

/** Lets an engagement last until the next one begins when the gap between them does not count. */
function bridge(windows: readonly EngagementWindow[]): readonly EngagementWindow[] {
  return windows.map((window) => {
    const { to } = window
    if (to === undefined) return window
    const next = windows.find(({ from }) => from > to && from.getTime() - to.getTime() <= continuousMs)
    const isCovered = windows.some((other) => other !== window && isOpen(other, to))
    return next === undefined || isCovered ? window : { ...window, to: next.from }
  })
}

function unite(windows: readonly AccessWindow[]): readonly AccessWindow[] {
  const united: AccessWindow[] = []
  for (const { from, to } of windows) {
    const last = united.at(-1)
    if (last === undefined || (last.to !== undefined && last.to < from)) united.push({ from, to })
    else united[united.length - 1] = { from: last.from, to: later(last.to, to) }
  }
  return united
}

function later(a: Date | undefined, b: Date | undefined): Date | undefined {
  if (a === undefined || b === undefined) return undefined
  return a > b ? a : b
}
