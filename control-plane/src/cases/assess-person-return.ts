import type { PersonFacts } from '@rollcall/shared/person'
import type { ObservedAccount } from '../planning/plan-facts.ts'
import { type Access, accessOf, isOpen } from '../roster/access-window.ts'
import type { Calendar } from '../roster/calendar.ts'
import type { PastFacts } from '../roster/person-versions.ts'

export interface ReturnQuestion {
  readonly facts: PersonFacts
  readonly recordedAt: Date
  readonly versions: readonly PastFacts[]
  readonly accounts: readonly ObservedAccount[]
  readonly access: Access
  readonly calendar: Calendar
  readonly at: Date
}

/**
 * Tells a new employment from a termination taken back: an engagement that is open now and that, when we took the access away, HR had not told us
 * of or that had not begun, is new. One that was running then is the old one.
 */
export function isRehire(question: ReturnQuestion): boolean {
  const taken = question.accounts.flatMap(({ suspended }) => (suspended?.kind === 'leaver' ? [suspended.at.getTime()] : []))
  if (taken.length === 0) return false
  const takenAt = new Date(Math.max(...taken))
  const open = question.access.engagements.filter((window) => isOpen(window, question.at))
  const begun = keysBegun(question, takenAt)
  return open.length > 0 && !open.some(({ engagement, from }) => from <= takenAt && begun.has(engagement.engagementKey))
}

/** Engagements that had begun by what HR had said then; none where HR had not named the person yet, who was here under another key. */
function keysBegun({ facts, recordedAt, versions, calendar }: ReturnQuestion, at: Date): ReadonlySet<string> {
  const known = recordedAt <= at ? facts : versions.findLast((version) => version.recordedAt <= at)?.facts
  if (known === undefined) return new Set()
  const begun = accessOf(known, calendar).engagements.filter(({ from }) => from <= at)
  return new Set(begun.map(({ engagement }) => engagement.engagementKey))
}
