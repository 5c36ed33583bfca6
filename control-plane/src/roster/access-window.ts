import type { EngagementFacts, PersonFacts } from '@rollcall/shared/person'
import { type Calendar, type PersonZone, zoneOf } from './calendar.ts'
import { isNeverStarted } from './is-never-started.ts'
import { localInstant } from './local-instant.ts'

/** `[from, to)`; `to` is undefined while HR names no end. */
export interface AccessWindow {
  readonly from: Date
  readonly to: Date | undefined
}

export interface EngagementWindow extends AccessWindow {
  readonly engagement: EngagementFacts
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

/** Computed late and again at every look, since date, zone and time zone database may all have changed. A window in the past is not dropped: late is never skipped. */
export function accessOf(facts: PersonFacts, calendar: Calendar): Access {
  const zone = zoneOf(facts, calendar)
  const engagements = bridge(
    facts.engagements
      .filter((engagement) => !isNeverStarted(engagement))
      .map((engagement) => toWindow(engagement, calendar, zone.name))
      .filter(({ from, to }) => to === undefined || from < to)
      .sort((a, b) => a.from.getTime() - b.from.getTime()),
  )
  const isEndless = facts.engagements.some((engagement) => engagement.type === 'contractor' && cutOffDate(engagement) === null)
  return { windows: unite(engagements), engagements, zone, remarks: isEndless ? ['contractor_without_end'] : [] }
}

export function isOpen({ from, to }: AccessWindow, at: Date): boolean {
  return from <= at && (to === undefined || at < to)
}

/** The next instant after `at` at which access can change without HR saying anything; null when there is none. */
export function nextWakeAt(access: Access, at: Date): Date | null {
  const edges = access.engagements.flatMap(({ from, to }) => (to === undefined ? [from] : [from, to]))
  const next = Math.min(...edges.map((edge) => edge.getTime()).filter((edge) => edge > at.getTime()))
  return Number.isFinite(next) ? new Date(next) : null
}

/** The last day with access: the last working day where HR names one (garden leave starts after it), else the day the employment ends. */
export function cutOffDate(engagement: EngagementFacts) {
  return engagement.lastWorkingDay ?? engagement.endDate ?? null
}

function toWindow(engagement: EngagementFacts, calendar: Calendar, zone: string): EngagementWindow {
  const last = cutOffDate(engagement)
  return {
    engagement,
    from: localInstant(engagement.startDate, '00:00', zone),
    to: last === null ? undefined : localInstant(last, calendar.cutOff, zone),
  }
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
