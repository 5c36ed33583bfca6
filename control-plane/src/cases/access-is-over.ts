import { accessPhase, decidingWindow } from '../planning/access-phase.ts'
import { accessOf } from '../roster/access-window.ts'
import type { Calendar } from '../roster/calendar.ts'
import { deriveStatus } from '../roster/derive-status.ts'
import type { Person } from '../roster/person.entity.ts'

const noOrders = { forCause: false, securityHold: false, legalHold: false }

/** Whether HR by itself says that somebody's access is over, whatever operators ordered. */
export function accessIsOver({ facts }: Pick<Person, 'facts'>, calendar: Calendar, at: Date): boolean {
  const { status } = deriveStatus(facts, at, calendar)
  const window = decidingWindow(accessOf(facts, calendar).windows, at)
  return accessPhase({ status, window, orders: noOrders, at }) === 'over'
}
