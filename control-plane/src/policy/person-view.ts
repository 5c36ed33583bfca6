import type { PersonFacts, PersonStatus } from '@rollcall/shared/person'
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

export interface PersonMoment {
  readonly access: Access
  readonly status: PersonStatus
  readonly at: Date
}

/** One view per engagement that is open at that instant, as its position of the local day, the one that names the person's title and department first. None for somebody who is not here. */
export function personViews(facts: PersonFacts, { access, status, at }: PersonMoment): readonly PersonView[] {
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
    }))
}

/** In the order of their views. */
export function openEngagements(access: Access, at: Date): readonly EngagementWindow[] {
  return access.engagements.filter((window) => isOpen(window, at)).sort((a, b) => rank(a.engagement.type) - rank(b.engagement.type))
}

/** Employments name somebody's title before contracts do; within a type the earliest start does. */
function rank(type: string): number {
  return type === 'employee' ? 0 : 1
}
