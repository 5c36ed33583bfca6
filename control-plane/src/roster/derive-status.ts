import type { EngagementFacts, PersonFacts, PersonStatus } from '@rollcall/shared/person'
import { type Access, accessOf, cutOffDate, type EngagementWindow, isOpen } from './access-window.ts'
import type { Calendar } from './calendar.ts'
import { isNeverStarted } from './is-never-started.ts'
import { localDate } from './local-instant.ts'
import { readStatusWord } from './status-words.ts'

export interface DerivedStatus {
  readonly status: PersonStatus
  /** One sentence without personal data. */
  readonly reason: string
  /** 1 when dates and text agree or there is no text, less when they do not, 0 for `unknown`. */
  readonly confidence: number
}

/** The person's status at an instant, from dates first and the vendor's word second. Contradictions give `unknown`, which is neither active nor terminated. */
export function deriveStatus(facts: PersonFacts, at: Date, calendar: Calendar): DerivedStatus {
  return statusWithin(facts, accessOf(facts, calendar), at)
}

/** The same where the access is known already: with an extension in it, perhaps. */
export function statusWithin(facts: PersonFacts, access: Access, at: Date): DerivedStatus {
  const derived = facts.engagements.map((engagement) => {
    const window = access.engagements.find((candidate) => candidate.engagement === engagement)
    return deriveEngagement({ engagement, window, today: localDate(at, (window?.zone ?? access.zone).name), at })
  })
  return precedence.flatMap((status) => derived.find((one) => one.status === status) ?? [])[0] ?? unknown('HR lists no engagement')
}

/**
 * Of several engagements the one that gives most decides, with two exceptions: one contradiction leaves everything to a person, and somebody
 * who left and will come back is terminated until then.
 */
const precedence: readonly PersonStatus[] = [
  'unknown',
  'active',
  'leave',
  'notice',
  'garden_leave',
  'terminated',
  'prehire',
  'never_started',
]

interface Moment {
  readonly engagement: EngagementFacts
  readonly window: EngagementWindow | undefined
  readonly today: string
  readonly at: Date
}

function deriveEngagement(moment: Moment): DerivedStatus {
  const { engagement } = moment
  const word = readStatusWord(engagement.sourceStatus)
  if (isNeverStarted(engagement)) return certain('never_started', 'HR says so, and the end is not after the start')
  const contradiction = findContradiction(engagement)
  if (contradiction !== undefined) return unknown(contradiction)
  const dated = fromDates(moment)
  // An order that lets access last has said what it thinks of HR's dates and words.
  if (moment.window?.isExtended === true) return dated
  if (dated.status !== 'terminated' && dated.status !== 'garden_leave' && (word === 'terminated' || word === 'never_started'))
    return unknown("HR's status says that the engagement is over, its dates do not")
  return word === undefined || agrees(word, dated.status)
    ? dated
    : { ...dated, reason: `${dated.reason}; HR's status says otherwise`, confidence: 0.8 }
}

function fromDates({ engagement, window, today, at }: Moment): DerivedStatus {
  const { endDate = null, leaveFrom = null, leaveUntil = null } = engagement
  if (window !== undefined && at < window.from) return certain('prehire', 'the start date is ahead')
  if (window === undefined || !isOpen(window, at)) {
    const isEmployed = isNamedEarlier(engagement) && (endDate === null || today <= endDate)
    return isEmployed
      ? certain('garden_leave', 'the last working day is over, the employment is not')
      : certain('terminated', 'the end date is over')
  }
  if (leaveFrom !== null && leaveFrom <= today && (leaveUntil === null || today <= leaveUntil))
    return certain('leave', 'today is within the leave')
  if (engagement.type === 'employee' && cutOffDate(engagement) !== null) return certain('notice', 'HR names an end that is ahead')
  if (engagement.type === 'contractor' && cutOffDate(engagement) === null)
    return certain('active', 'the contract has begun and names no end date')
  return certain('active', 'today is between start and end')
}

/** True when work ends on another day than the employment, as HR says. */
function isNamedEarlier({ lastWorkingDay, gardenLeaveFrom }: EngagementFacts): boolean {
  return lastWorkingDay != null || gardenLeaveFrom != null
}

function findContradiction({
  startDate,
  endDate,
  lastWorkingDay,
  gardenLeaveFrom,
  leaveFrom,
  leaveUntil,
}: EngagementFacts): string | undefined {
  if (endDate != null && endDate <= startDate) return 'the end date is not after the start date'
  if (lastWorkingDay != null && lastWorkingDay < startDate) return 'the last working day is before the start date'
  if (lastWorkingDay != null && endDate != null && lastWorkingDay > endDate) return 'the last working day is after the end date'
  if (gardenLeaveFrom != null && gardenLeaveFrom < startDate) return 'the garden leave starts before the engagement does'
  if (gardenLeaveFrom != null && endDate != null && gardenLeaveFrom > endDate) return 'the garden leave starts after the end date'
  if (leaveFrom != null && leaveFrom < startDate) return 'the leave starts before the engagement does'
  if (leaveFrom != null && leaveUntil != null && leaveUntil < leaveFrom) return 'the leave ends before it starts'
  if (leaveFrom == null && leaveUntil != null) return 'the leave has an end and no start'
  return undefined
}

/** Words are coarse: `active` is said of anyone who is still employed. */
function agrees(word: PersonStatus, status: PersonStatus): boolean {
  return word === status || (word === 'active' && (status === 'notice' || status === 'leave' || status === 'garden_leave'))
}

function certain(status: PersonStatus, reason: string): DerivedStatus {
  return { status, reason, confidence: 1 }
}

function unknown(reason: string): DerivedStatus {
  return { status: 'unknown', reason, confidence: 0 }
}
