import { accessPhase } from '../planning/access-phase.ts'
import { type PlanOutcome, planAccess } from '../planning/plan-access.ts'
import { raiseQuestions } from '../planning/raise-questions.ts'
import { isEndless, nextWakeAt } from '../roster/access-window.ts'
import type { PlannedInstant } from '../schedule/instants.ts'
import { effectiveAt } from './assess-person-clock.ts'
import { planFactsOf } from './assess-person-facts.ts'
import { plannedInstants } from './assess-person-instants.ts'
import type { Assessment, AssessmentContext, ObservedPerson } from './assess-person-question.ts'
import { standingOf } from './assess-person-standing.ts'

export type { Assessment, AssessmentContext, ObservedPerson, PersonOrders } from './assess-person-question.ts'
export { nothingElse } from './assess-person-question.ts'

/** Everything about one person at one instant, from facts alone. */
export function assessPerson(observed: ObservedPerson, context: AssessmentContext): Assessment {
  const { person, orders, exceptions, versions } = observed
  const { policy, at } = context
  const standing = standingOf({ person, orders, policy, at })
  const facts = planFactsOf(observed, context, standing)
  const phase = accessPhase(facts)
  // What an earlier record gives, the later one says; what is left on it when it ends goes, as with anybody.
  const isAnothers = observed.isContinued && phase !== 'over'
  const outcome: PlanOutcome = isAnothers ? { kind: 'nothing' } : planAccess(facts)
  const { personKey } = person.facts
  const { access } = standing
  const instants = observed.isContinued
    ? []
    : plannedInstants({ facts, phase, access, policy, personKey, exceptions, extendedUntil: orders.extendedUntil })
  const endlessContracts = person.facts.engagements
    .filter(isEndless)
    .map(({ engagementKey, startDate }) => `${engagementKey} since ${startDate}`)
  return {
    status: standing.status,
    wakeAt: earliest(instants, nextWakeAt(access, at)),
    outcome,
    effectiveAt: effectiveAt({ outcome, facts, person, versions, policy }),
    instants,
    questions: isAnothers
      ? []
      : raiseQuestions(facts, { hasMoved: hasMoved(observed), endlessContracts, longLeaveDays: policy.roster.longLeaveDays }),
  }
}

function hasMoved({ person, versions }: ObservedPerson): boolean {
  return versions.length > 0 || person.facts.engagements.some(({ positions }) => positions !== undefined)
}

function earliest(instants: readonly PlannedInstant[], wakeAt: Date | null): Date | null {
  const times = [...instants.map(({ at }) => at.getTime()), ...(wakeAt === null ? [] : [wakeAt.getTime()])]
  return times.length === 0 ? null : new Date(Math.min(...times))
}
