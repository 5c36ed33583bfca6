import type { CivilDate } from '@rollcall/shared/civil-date'
import type { Verb } from '@rollcall/shared/connector/verbs'
import type { Id } from '@rollcall/shared/ids'
import type { PersonStatus } from '@rollcall/shared/person'
import type { RaisedQuestion } from '../planning/plan.ts'
import type { PlanOutcome } from '../planning/plan-access.ts'
import type { ObservedAccount, PlanFacts } from '../planning/plan-facts.ts'
import type { FormerPolicy } from '../policy/active-policy.ts'
import type { OpenException } from '../policy/open-exceptions.ts'
import type { Policy } from '../policy/policy.ts'
import type { Person } from '../roster/person.entity.ts'
import type { PastFacts } from '../roster/person-versions.ts'
import type { PlannedInstant } from '../schedule/instants.ts'

/** One person as everybody else saw them: HR now and before, the apps, operators, approvers. */
export interface ObservedPerson {
  readonly person: Pick<
    Person,
    'id' | 'facts' | 'presence' | 'recordedAt' | 'firstRecordedAt' | 'factsDigest' | 'snapshotsMissed' | 'saidToHaveLeft'
  >
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
  /** True for the earlier record of somebody whom HR has under a later key as well: that one says what they are to have. */
  readonly isContinued: boolean
  /** Name of the HR source, for people to read. */
  readonly source: string
}

/** What operators ordered about one person ahead of HR (`activeOrdersOf`). */
export interface PersonOrders {
  /** When an order for cause took effect. */
  readonly forCauseAt: Date | undefined
  readonly securityHold: boolean
  /** When the lock was ordered. */
  readonly securityHoldAt?: Date | undefined
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
  isContinued: false,
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
  /** Versions that were in force before, newest first. */
  readonly formerPolicies?: readonly FormerPolicy[]
  /** `knownAccess` of the policy. */
  readonly known: PlanFacts['known']
  readonly at: Date
  /** Whether a user name in an app is somebody else's, or reserved for somebody else. */
  readonly isTaken: (app: string, userName: string, person: Id<'person'>) => boolean
  /** What agents can do, by app. No entry: no agent serves the app yet. */
  readonly verbs: ReadonlyMap<string, ReadonlySet<Verb>>
}
