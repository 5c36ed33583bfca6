import { digestOf } from '@rollcall/shared/digest'
import type { PersonFacts } from '@rollcall/shared/person'
import type { PlanOutcome } from '../planning/plan-access.ts'
import type { PlanFacts } from '../planning/plan-facts.ts'
import { leaveSuspendsAt } from '../planning/plan-leave.ts'
import type { Policy } from '../policy/policy.ts'
import type { Person } from '../roster/person.entity.ts'
import type { PastFacts } from '../roster/person-versions.ts'
import { positionChanges } from './assess-person-history.ts'

export interface ClockQuestion {
  readonly outcome: PlanOutcome
  readonly facts: PlanFacts
  readonly person: Pick<Person, 'facts' | 'recordedAt'>
  readonly versions: readonly PastFacts[]
  readonly policy: Policy
}

/** When the fact behind the outcome became true by HR's dates; for a change that HR gives no date, when HR told us. */
export function effectiveAt(question: ClockQuestion): Date {
  const { outcome, facts, person } = question
  if (outcome.kind !== 'plan') return person.recordedAt
  switch (outcome.plan.kind) {
    case 'leaver':
      return facts.window?.to ?? person.recordedAt
    case 'joiner':
      return facts.window?.from ?? person.recordedAt
    case 'leave':
      return leaveSuspended(question) ?? person.recordedAt
    default:
      return lastPosition(question) ?? person.recordedAt
  }
}

function leaveSuspended({ outcome, facts }: ClockQuestion): Date | undefined {
  const apps = outcome.kind === 'plan' ? outcome.plan.apps : []
  const times = apps.flatMap(({ app }) => leaveSuspendsAt(facts, app)?.getTime() ?? [])
  return times.length === 0 ? undefined : new Date(Math.min(...times))
}

/** The day on which the present position began, unless HR said something else after that which has no day of its own. */
function lastPosition({ facts, person, versions, policy }: ClockQuestion): Date | undefined {
  const begun = positionChanges(person.facts, policy).filter((at) => at <= facts.at)
  const last = begun.length === 0 ? undefined : new Date(Math.max(...begun.map((at) => at.getTime())))
  const previous = versions.at(-1)
  if (last === undefined || last > person.recordedAt || previous === undefined) return last
  return positionsOf(previous.facts) === positionsOf(person.facts) ? undefined : last
}

function positionsOf({ engagements }: PersonFacts): string {
  return digestOf(engagements.map(({ engagementKey, positions }) => ({ engagementKey, positions: positions ?? null })))
}
