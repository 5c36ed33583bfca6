import type { EngagementFacts, PersonFacts, PersonStatus } from '@rollcall/shared/person'
import { positionAt } from '@rollcall/shared/position-at'
import { type Access, type EngagementWindow, isOpen } from '../roster/access-window.ts'
import { localDate } from '../roster/local-instant.ts'

/** What a rule can see: one engagement of one person, as plain texts. What HR does not state is the empty text. */
export interface PersonView {
  readonly personKey: string
  readonly givenName: string
  readonly familyName: string
  readonly workEmail: string
  readonly country: string
  readonly type: string
  readonly department: string
  readonly title: string
  readonly manager: string
  readonly location: string
  readonly costCenter: string
  readonly status: string
}

export const personViewFields = [
  'personKey',
  'givenName',
  'familyName',
  'workEmail',
  'country',
  'type',
  'department',
  'title',
  'manager',
  'location',
  'costCenter',
  'status',
] as const satisfies readonly (keyof PersonView)[]

/** The same with what nobody can tell, and why, in words that go with `HR`: such a field waits like a placeholder. */
export interface SeenPerson extends PersonView {
  readonly notKnown?: ReadonlyMap<keyof PersonView, string>
}

export interface PersonMoment {
  readonly access: Access
  readonly status: PersonStatus
  readonly at: Date
}

/** One view per engagement that is open at that instant, as its position of the local day, the one that names the person's title and department first. None for somebody who is not here. */
export function personViews(facts: PersonFacts, { access, status, at }: PersonMoment): readonly SeenPerson[] {
  return openEngagements(access, at)
    .map(({ engagement, zone }) => (engagement.positions === undefined ? engagement : positionAt(engagement, localDate(at, zone.name))))
    .map((engagement) => ({
      personKey: facts.personKey,
      givenName: facts.givenName,
      familyName: facts.familyName,
      workEmail: facts.workEmail ?? '',
      country: facts.country ?? '',
      type: engagement.type,
      department: engagement.department ?? '',
      title: engagement.title ?? '',
      manager: engagement.managerKey ?? '',
      location: engagement.location ?? '',
      costCenter: engagement.costCenter ?? '',
      status,
      ...notKnownOf(facts, engagement),
    }))
}

const columns = [
  ['workEmail', 'workEmail', 'work_email'],
  ['country', 'country', 'country'],
  ['department', 'department', 'department'],
  ['title', 'title', 'title'],
  ['manager', 'managerKey', 'manager_id'],
  ['location', 'location', 'location'],
  ['costCenter', 'costCenter', 'cost_center'],
] as const satisfies readonly (readonly [keyof PersonView, string, string])[]

/** Nothing for nearly everybody. */
function notKnownOf(facts: PersonFacts, engagement: EngagementFacts): Pick<SeenPerson, 'notKnown'> {
  const open: ReadonlySet<string> = new Set([...(facts.notKnown ?? []), ...(engagement.notKnown ?? [])])
  if (open.size === 0) return {}
  const reasons = columns.flatMap(([field, fact, column]) =>
    open.has(fact) ? [[field, whyNotKnown(engagement, fact, column)] as const] : [],
  )
  return { notKnown: new Map(reasons) }
}

/** Of what is not known only a manager has a value: the key of nobody. */
function whyNotKnown({ managerKey }: EngagementFacts, fact: string, column: string): string {
  return fact === 'managerKey' && managerKey != null
    ? `"${managerKey}", who is not on the roster`
    : `not known: HR hides the column "${column}"`
}

/** In the order of their views. */
export function openEngagements(access: Access, at: Date): readonly EngagementWindow[] {
  return access.engagements.filter((window) => isOpen(window, at)).sort((a, b) => rank(a.engagement.type) - rank(b.engagement.type))
}

/** Employments name somebody's title before contracts do; within a type the earliest start does. */
function rank(type: string): number {
  return type === 'employee' ? 0 : 1
}
