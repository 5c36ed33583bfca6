import type { EngagementFacts, PersonFacts } from '@rollcall/shared/person'
import { positionAt } from '@rollcall/shared/position-at'
import type { Explain } from '../planning/explain.ts'
import { inDays, isoDay } from '../planning/iso-day.ts'
import { explainFields, explainRule, type FieldOrigin, type RuleReasons } from '../policy/explain-rule.ts'
import { openEngagements, type PersonView, personViews } from '../policy/person-view.ts'
import type { Policy } from '../policy/policy.ts'
import { cutOffDate, type EngagementWindow } from '../roster/access-window.ts'
import { cutOffTime } from '../roster/calendar.ts'
import { factOrigins, statedSince } from '../roster/fact-origin.ts'
import { localDate } from '../roster/local-instant.ts'
import type { PastAccess } from './assess-person-history.ts'
import type { AssessmentContext, ObservedPerson } from './assess-person-question.ts'
import type { Standing } from './assess-person-standing.ts'

export interface ReasonQuestion {
  readonly observed: ObservedPerson
  readonly context: AssessmentContext
  readonly standing: Standing
  readonly past: readonly PastAccess[]
  /** The instant at which policy sees the person: of somebody who starts later, their start. */
  readonly seenAt: Date
}

/** Why each line of a plan is in it, as HR, policy and operators said it. */
export function explainerOf(question: ReasonQuestion): Explain {
  const { policy } = question.context
  const views = once(() => viewsOf(question))
  const end = once(() => whyEnded(question))
  return {
    rule: (name) => {
      const rule = policy.rules.find((one) => one.name === name)
      return rule === undefined ? name : explainRule(rule, views().find(({ view }) => view !== undefined && rule.when(view)) ?? noView)
    },
    loss: (grant, isKept) => whyLost(question, { grant, isKept, now: views()[0] ?? noView }),
    withheld: (grant) => whyWithheld(question, grant),
    end,
    start: () => whyAhead(question),
    hold: () => whyLocked(question),
    leave: () => whyOnLeave(question),
  }
}

const noView: RuleReasons = { view: undefined, origins: new Map(), source: '' }

function viewsOf(question: ReasonQuestion): readonly RuleReasons[] {
  const { observed, standing, seenAt } = question
  const { person, versions, source } = observed
  const stated = factOrigins(person.facts, versions, person.recordedAt)
  const engagements = openEngagements(standing.access, seenAt)
  return viewsNow(question).map((view, index) => {
    const origins = new Map<keyof PersonView, FieldOrigin>(stated)
    for (const [field, from] of datedFields(engagements[index], seenAt)) {
      const since = stated.get(field)?.since
      if (since !== undefined) origins.set(field, { since, from })
    }
    return { view, origins, source }
  })
}

const positionFields = [
  ['department', 'department'],
  ['title', 'title'],
  ['manager', 'managerKey'],
  ['location', 'location'],
  ['costCenter', 'costCenter'],
] as const satisfies readonly (readonly [keyof PersonView, keyof EngagementFacts])[]

/** Since which day each field of the position is what it is; what has been so from the start has no day of its own. */
function datedFields(window: EngagementWindow | undefined, at: Date): readonly (readonly [keyof PersonView, string])[] {
  const { engagement, zone } = window ?? {}
  if (engagement?.positions === undefined || zone === undefined) return []
  const today = localDate(at, zone.name)
  const days = engagement.positions.map(({ effectiveOn }) => effectiveOn).filter((day) => day <= today)
  return positionFields.flatMap(([field, key]) => {
    const values = days.map((day) => positionAt(engagement, day)[key] ?? '')
    const began = days[values.findLastIndex((value) => value !== values.at(-1)) + 1]
    return began === undefined || began === days[0] ? [] : [[field, began] as const]
  })
}

interface Loss {
  readonly grant: string
  readonly isKept: boolean
  readonly now: RuleReasons
}

/** Names what is another thing than it was when policy gave it; where nothing is, all that the rules which give it ask for. */
function whyLost(question: ReasonQuestion, { grant, isKept, now }: Loss): string {
  const { observed, past } = question
  const { policy } = question.context
  const fields = [...new Set(policy.rules.filter((rule) => givesTo(rule, grant)).flatMap((rule) => rule.fields))]
  const before = past.findLast(({ desired }) => isGivenIn(desired, grant))
  const changed = fields.filter((field) => before?.views.every((view) => view[field] !== now.view?.[field]) === true)
  const facts = explainFields(changed.length > 0 ? changed : fields, now)
  const ended = observed.exceptions.find(({ kind, app, entitlement }) => kind === 'grant' && keyOf(app, entitlement) === grant)
  const days = isKept && before !== undefined ? daysKept(policy, grant) : 0
  const former = before === undefined && ended === undefined ? whichGave(question, grant) : undefined
  return [
    `no rule gives "${grant}"${facts === '' ? '' : ` since ${facts}`}`,
    ...(former === undefined ? [] : [former]),
    ...(ended === undefined ? [] : [`the exception until ${isoDay(ended.until)} is over`]),
    ...(days === 0 ? [] : [`kept ${inDays(days)} for the handover`]),
  ].join('; ')
}

/** Which rules of the last version that gave it to such a person did: where nothing about the person has changed, the policy has. */
function whichGave({ context: { formerPolicies = [] }, past, ...question }: ReasonQuestion, grant: string): string | undefined {
  const views = [...viewsNow(question), ...past.flatMap((turn) => turn.views)]
  for (const { number, policy } of formerPolicies) {
    const gave = policy.rules.filter((rule) => givesTo(rule, grant) && views.some((view) => rule.when(view)))
    if (gave.length > 0) return `${gave.map(({ name }) => `rule "${name}"`).join(' and ')} of version ${number} gave it`
  }
  return undefined
}

function viewsNow({ observed, standing: { access, status }, seenAt }: Pick<ReasonQuestion, 'observed' | 'standing' | 'seenAt'>) {
  return personViews(observed.person.facts, { access, status, at: seenAt })
}

function givesTo({ grants }: Policy['rules'][number], grant: string): boolean {
  return grants.some(({ app, entitlement }) => grant === app || grant === keyOf(app, entitlement))
}

function isGivenIn(desired: PastAccess['desired'], grant: string): boolean {
  return [...desired].some(([app, { entitlements }]) => grant === app || [...entitlements.keys()].some((key) => grant === keyOf(app, key)))
}

function daysKept({ apps }: Policy, grant: string): number {
  const [app = '', ...rest] = grant.split('/')
  const settings = apps.get(app)
  return settings?.entitlements.get(rest.join('/'))?.privileged === true ? 0 : (settings?.graceDays ?? 0)
}

function keyOf(app: string, entitlement: string | null | undefined): string {
  return entitlement == null ? app : `${app}/${entitlement}`
}

function whyWithheld({ observed }: ReasonQuestion, grant: string): string {
  const until = observed.exceptions.find(({ kind, app, entitlement }) => kind === 'withhold' && keyOf(app, entitlement) === grant)?.until
  return `an exception withholds "${grant}"${until === undefined ? '' : ` until ${isoDay(until)}`}`
}

function whyEnded(question: ReasonQuestion): string {
  const { observed, standing } = question
  const { orders, source, person } = observed
  const { status, window, access, isForCause } = standing
  if (isForCause && orders.forCauseAt !== undefined) return `ordered out for cause ${isoDay(orders.forCauseAt)}`
  if (status === 'never_started') return `they never started, ${says(question, ({ engagements }) => engagements.map(outcomeOf))}`
  const last = access.engagements.find(({ to }) => to !== undefined && to.getTime() === window?.to?.getTime())
  if (last !== undefined && last.to !== undefined && last.to <= question.context.at) return whyClosed(question, last)
  if (person.presence === 'missing')
    return `${source} no longer lists them${person.saidToHaveLeft ? ', and somebody has said that they left' : ''}`
  return `the employment is over, ${says(question, ({ engagements }) => engagements.map(outcomeOf))}`
}

function whyClosed(question: ReasonQuestion, { engagement, zone, isExtended }: EngagementWindow): string {
  const { observed, context } = question
  const last = isExtended ? (observed.orders.extendedUntil ?? null) : cutOffDate(engagement)
  if (last === null) return 'the access window is over'
  const ended = `access ended ${last} ${cutOffTime(last, context.policy.calendar)} ${zone.name} because`
  if (isExtended) return `${ended} an order lets it last until then`
  const read = (facts: PersonFacts) => endOf(facts.engagements.find(({ engagementKey }) => engagementKey === engagement.engagementKey))
  return `${ended} ${endOf(engagement)}, ${says(question, read)}`
}

/** Of the days that HR names, the one that decides. */
function endOf(engagement: EngagementFacts | undefined): string | null {
  const { lastWorkingDay, gardenLeaveFrom, endDate } = engagement ?? {}
  if (lastWorkingDay != null) return `the last working day is ${lastWorkingDay}`
  if (gardenLeaveFrom != null) return `the garden leave begins on ${gardenLeaveFrom}`
  return endDate == null ? null : `the end date is ${endDate}`
}

function outcomeOf({ engagementKey, startDate, endDate, lastWorkingDay, gardenLeaveFrom, sourceStatus }: EngagementFacts) {
  return [engagementKey, startDate, endDate ?? null, lastWorkingDay ?? null, gardenLeaveFrom ?? null, sourceStatus ?? null]
}

function whyAhead(question: ReasonQuestion): string {
  const { access, window } = question.standing
  const next = access.engagements.find(({ from }) => from.getTime() === window?.from.getTime())
  if (next === undefined) return 'the start is ahead'
  const { startDate, engagementKey } = next.engagement
  const read = ({ engagements }: PersonFacts) => engagements.find((one) => one.engagementKey === engagementKey)?.startDate ?? null
  return `access begins ${startDate} 00:00 because the start date is ${startDate}, ${says(question, read)}`
}

function whyLocked({ observed: { orders } }: ReasonQuestion): string {
  const ordered = orders.securityHoldAt === undefined ? 'locked for security' : `locked for security ${isoDay(orders.securityHoldAt)}`
  return `${ordered}, by an order that only a person lifts, whatever HR says`
}

function whyOnLeave(question: ReasonQuestion): string {
  const from = question.standing.leaveFrom?.date
  const read = ({ engagements }: PersonFacts) => engagements.some(({ leaveFrom }) => leaveFrom === from)
  return from === undefined ? 'on leave' : `on leave from ${from} on, ${says(question, read)}`
}

function says({ observed }: ReasonQuestion, read: (facts: PersonFacts) => unknown): string {
  const { person, versions, source } = observed
  const since = statedSince(read, { facts: person.facts, versions, recordedAt: person.recordedAt })
  return `says ${source} since ${isoDay(since)}`
}

function once<T>(work: () => T): () => T {
  let answer: { readonly value: T } | undefined
  return () => {
    answer ??= { value: work() }
    return answer.value
  }
}
