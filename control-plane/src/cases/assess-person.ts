import type { PersonStatus } from '@rollcall/shared/person'
import { accessPhase, decidingWindow } from '../planning/access-phase.ts'
import { type PlanOutcome, planAccess } from '../planning/plan-access.ts'
import type { ObservedAccount, PlanFacts } from '../planning/plan-facts.ts'
import { desiredAccess } from '../policy/evaluate-policy.ts'
import { personViews } from '../policy/person-view.ts'
import type { Policy } from '../policy/policy.ts'
import { type AccessWindow, accessOf, nextWakeAt } from '../roster/access-window.ts'
import { deriveStatus } from '../roster/derive-status.ts'
import type { Person } from '../roster/person.entity.ts'

export interface ObservedPerson {
  readonly person: Pick<Person, 'id' | 'facts' | 'presence' | 'recordedAt'>
  readonly accounts: readonly ObservedAccount[]
}

export interface Assessment {
  readonly status: PersonStatus
  readonly wakeAt: Date | null
  readonly outcome: PlanOutcome
  /** When the fact behind the outcome became true by HR's dates; for a change that HR gives no date, when HR told us. */
  readonly effectiveAt: Date
}

export interface AssessmentContext {
  readonly policy: Policy
  /** `knownAccess` of the policy. */
  readonly known: PlanFacts['known']
  readonly at: Date
  /** Whether a user name in an app is somebody else's. */
  readonly isTaken: (app: string, userName: string) => boolean
}

/** Everything about one person at one instant, from facts alone. */
export function assessPerson({ person, accounts }: ObservedPerson, { policy, known, at, isTaken }: AssessmentContext): Assessment {
  const { status } = deriveStatus(person.facts, at, policy.calendar)
  const access = accessOf(person.facts, policy.calendar)
  const window = decidingWindow(access.windows, at)
  const isInside = accessPhase({ status, window, at }) === 'inside'
  const desired: PlanFacts['desired'] = isInside ? desiredAccess(policy, personViews(person.facts, { access, status, at })) : new Map()
  const taken = [...desired].filter(([app, { attributes }]) => isTaken(app, attributes.userName)).map(([app]) => app)
  const outcome = planAccess({
    person: person.id,
    status,
    presence: person.presence,
    window,
    desired,
    known,
    accounts,
    takenUserNames: new Set(taken),
    undecided: new Set(),
    grace: new Map(),
    refused: new Set(),
    withheld: new Set(),
    apps: new Map(),
    separations: policy.separations,
    orders: { forCause: false, securityHold: false, legalHold: false },
    leaveFrom: undefined,
    isRehire: false,
    doubts: new Set(),
    settledTasks: new Set(),
    knownSince: person.recordedAt,
    explain: (rule) => rule,
    at,
  })
  return { status, wakeAt: nextWakeAt(access, at), outcome, effectiveAt: effectiveAt(outcome, window) ?? person.recordedAt }
}

function effectiveAt(outcome: PlanOutcome, window: AccessWindow | undefined): Date | undefined {
  if (outcome.kind !== 'plan' || outcome.plan.kind === 'mover') return undefined
  return (outcome.plan.kind === 'leaver' ? window?.to : window?.from) ?? undefined
}
