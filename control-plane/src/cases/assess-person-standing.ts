import type { PersonStatus } from '@rollcall/shared/person'
import { decidingWindow } from '../planning/access-phase.ts'
import { type LocalDay, startOfDay } from '../planning/local-day.ts'
import type { Policy } from '../policy/policy.ts'
import { type Access, type AccessWindow, accessOf, isOpen } from '../roster/access-window.ts'
import { statusWithin } from '../roster/derive-status.ts'
import { isGone } from '../roster/is-gone.ts'
import { localDate } from '../roster/local-instant.ts'
import type { Person } from '../roster/person.entity.ts'
import type { PersonOrders } from './assess-person-question.ts'

export interface Standing {
  readonly status: PersonStatus
  readonly access: Access
  readonly window: AccessWindow | undefined
  readonly isForCause: boolean
  readonly leaveFrom: LocalDay | undefined
}

export interface StandingQuestion {
  readonly person: Pick<Person, 'facts' | 'presence' | 'snapshotsMissed' | 'saidToHaveLeft'>
  readonly orders: PersonOrders
  readonly policy: Pick<Policy, 'calendar' | 'roster'>
  readonly at: Date
}

/** Status and window of one person at one instant: HR's dates, what operators ordered ahead of them, and a row that is gone for good. */
export function standingOf({ person, orders, policy, at }: StandingQuestion): Standing {
  const { facts } = person
  const access = accessOf(facts, policy.calendar, { extendedUntil: orders.extendedUntil })
  const { status } = statusWithin(facts, access, at)
  const window = decidingWindow(access.windows, at)
  const isForCause = orders.forCauseAt !== undefined && orders.forCauseAt <= at
  const hasLeft = isForCause || isGone(person, policy.roster)
  return {
    status: hasLeft ? 'terminated' : status,
    access,
    window: isForCause ? endedBy(window, orders.forCauseAt) : window,
    isForCause,
    leaveFrom: status === 'leave' && !hasLeft ? leaveBegan(access, at) : undefined,
  }
}

function endedBy(window: AccessWindow | undefined, at: Date | undefined): AccessWindow | undefined {
  if (window === undefined || at === undefined) return window
  return { from: window.from, to: window.to !== undefined && window.to < at ? window.to : at }
}

/** Of several leaves at once the one that began last: before it, something was still worked. */
function leaveBegan({ engagements }: Access, at: Date): LocalDay | undefined {
  const begun = engagements.flatMap((window): readonly LocalDay[] => {
    const { engagement, zone } = window
    if (!isOpen(window, at) || engagement.leaveFrom == null || engagement.leaveFrom > localDate(at, zone.name)) return []
    return [{ date: engagement.leaveFrom, zone: zone.name }]
  })
  return begun.toSorted((a, b) => startOfDay(a).getTime() - startOfDay(b).getTime()).at(-1)
}
