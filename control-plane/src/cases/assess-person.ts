import type { CivilDate } from '@rollcall/shared/civil-date'
import type { Verb } from '@rollcall/shared/connector/verbs'
import type { Id } from '@rollcall/shared/ids'
import type { PersonStatus } from '@rollcall/shared/person'
import { accessPhase, decidingWindow } from '../planning/access-phase.ts'
import type { RaisedQuestion } from '../planning/plan.ts'
import { type PlanOutcome, planAccess } from '../planning/plan-access.ts'
import type { ObservedAccount, PlanFacts } from '../planning/plan-facts.ts'
import { desiredAccess } from '../policy/evaluate-policy.ts'
import type { OpenException } from '../policy/open-exceptions.ts'
import { personViews } from '../policy/person-view.ts'
import type { Policy } from '../policy/policy.ts'
import { type AccessWindow, accessOf, nextWakeAt } from '../roster/access-window.ts'
import { deriveStatus } from '../roster/derive-status.ts'
import type { Person } from '../roster/person.entity.ts'
import type { PastFacts } from '../roster/person-versions.ts'
import type { PlannedInstant } from '../schedule/instants.ts'

/** One person as everybody else saw them: HR now and before, the apps, operators, approvers. */
export interface ObservedPerson {
  readonly person: Pick<Person, 'id' | 'facts' | 'presence' | 'recordedAt' | 'firstRecordedAt' | 'factsDigest' | 'snapshotsMissed'>
  /** What HR said before, oldest first. */
  readonly versions: readonly PastFacts[]
  readonly accounts: readonly ObservedAccount[]
  readonly orders: PersonOrders
  readonly exceptions: readonly OpenException[]
  /** Grants that an approver refused for these very facts. */
  readonly refused: ReadonlySet<string>
  readonly doubts: PlanFacts['doubts']
  /** Grants by hand (`app/entitlement`) that somebody is being asked about. */
  readonly asked: ReadonlySet<string>
  readonly settledTasks: ReadonlySet<string>
  /** Name of the HR source, for people to read. */
  readonly source: string
}

/** What operators ordered about one person ahead of HR (`activeOrdersOf`). */
export interface PersonOrders {
  /** When an order for cause took effect. */
  readonly forCauseAt: Date | undefined
  readonly securityHold: boolean
  readonly legalHold: boolean
  /** Last day of an extension. */
  readonly extendedUntil: CivilDate | undefined
}

/** Of somebody about whom nobody knows more than HR and the apps do. */
export const nothingElse: Omit<ObservedPerson, 'person' | 'accounts'> = {
  versions: [],
  orders: { forCauseAt: undefined, securityHold: false, legalHold: false, extendedUntil: undefined },
  exceptions: [],
  refused: new Set(),
  doubts: new Set(),
  asked: new Set(),
  settledTasks: new Set(),
  source: 'hr',
}

export interface Assessment {
  readonly status: PersonStatus
  /** The next instant at which to look again although nobody says anything. */
  readonly wakeAt: Date | null
  readonly outcome: PlanOutcome
  /** When the fact behind the outcome became true by HR's dates; for a change that HR gives no date, when HR told us. */
  readonly effectiveAt: Date
  /** Every future instant that matters, with what it is about. */
  readonly instants: readonly PlannedInstant[]
  readonly questions: readonly RaisedQuestion[]
}

export interface AssessmentContext {
  readonly policy: Policy
  /** `knownAccess` of the policy. */
  readonly known: PlanFacts['known']
  readonly at: Date
  /** Whether a user name in an app is somebody else's, or reserved for somebody else. */
  readonly isTaken: (app: string, userName: string, person: Id<'person'>) => boolean
  /** What agents can do, by app. No entry: no agent serves the app yet. */
  readonly verbs: ReadonlyMap<string, ReadonlySet<Verb>>
}

/** Everything about one person at one instant, from facts alone. */
export function assessPerson({ person, accounts }: ObservedPerson, { policy, known, at, isTaken }: AssessmentContext): Assessment {
  const { status } = deriveStatus(person.facts, at, policy.calendar)
  const access = accessOf(person.facts, policy.calendar)
  const window = decidingWindow(access.windows, at)
  const isInside = accessPhase({ status, window, at }) === 'inside'
  const desired: PlanFacts['desired'] = isInside ? desiredAccess(policy, personViews(person.facts, { access, status, at })) : new Map()
  const taken = [...desired].filter(([app, { attributes }]) => isTaken(app, attributes.userName, person.id)).map(([app]) => app)
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
  return {
    status,
    wakeAt: nextWakeAt(access, at),
    outcome,
    effectiveAt: effectiveAt(outcome, window) ?? person.recordedAt,
    instants: [],
    questions: [],
  }
}

function effectiveAt(outcome: PlanOutcome, window: AccessWindow | undefined): Date | undefined {
  if (outcome.kind !== 'plan' || outcome.plan.kind === 'mover') return undefined
  return (outcome.plan.kind === 'leaver' ? window?.to : window?.from) ?? undefined
}
