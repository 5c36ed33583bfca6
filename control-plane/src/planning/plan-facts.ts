import type { CaseKind } from '@rollcall/shared/case-kinds'
import type { Account } from '@rollcall/shared/connector/account'
import type { Verb } from '@rollcall/shared/connector/verbs'
import type { Id } from '@rollcall/shared/ids'
import type { PersonStatus } from '@rollcall/shared/person'
import type { DesiredAccount } from '../policy/evaluate-policy.ts'
import type { ApprovalSettings, PolicyApp, SeparationRule } from '../policy/policy.ts'
import type { AccessWindow } from '../roster/access-window.ts'
import type { Explain } from './explain.ts'
import type { LocalDay } from './local-day.ts'

/** Everything that decides one person's plan. The planner knows nothing else, not even the time of day. */
export interface PlanFacts {
  readonly person: Id<'person'>
  readonly status: PersonStatus
  /** Whether HR's last complete snapshot still had the person. */
  readonly presence: 'present' | 'missing'
  /** The window that decides at `at` (`decidingWindow`), extensions and orders for cause already in it; undefined when HR's dates do not make one. */
  readonly window: AccessWindow | undefined
  /** When HR has them back after an end: the next window that is to come; absent where there is none. */
  readonly returnsAt?: Date | undefined
  /** What policy and open exceptions grant to someone with these facts, by app; of somebody who starts soon, what they are to be given. */
  readonly desired: ReadonlyMap<string, DesiredAccount>
  /**
   * Every app that policy names, with every entitlement that policy names in it. Whatever is not in here, and was not given by our own jobs, is not ours
   * to take away.
   */
  readonly known: ReadonlyMap<string, ReadonlySet<string>>
  /**
   * Grants (`app`, `app/entitlement`) that are neither given nor taken now: rules that need a field which HR holds a placeholder in, and grants by hand
   * that somebody is being asked about.
   */
  readonly undecided: ReadonlySet<string>
  /** Grants (`app`, `app/entitlement`) that were justified until lately, and until when they are kept for the handover. */
  readonly grace: ReadonlyMap<string, Date>
  /** Grants (`app`, `app/entitlement`) that policy, as it is now or was, gave for what HR says or said: what is held of these did not come by hand. */
  readonly everGiven: ReadonlySet<string>
  /** Grants (`app`, `app/entitlement`, or `*`) that an approver refused for these very facts. */
  readonly refused: ReadonlySet<string>
  /** Grants that an exception withholds. */
  readonly withheld: ReadonlySet<string>
  readonly apps: ReadonlyMap<string, AppFacts>
  readonly separations: readonly SeparationRule[]
  readonly approvals: Pick<ApprovalSettings, 'restore' | 'privileged'>
  /** The person's accounts, as last read: linked earlier, never matched for this plan. */
  readonly accounts: readonly ObservedAccount[]
  /** Apps in which the user name that policy wants belongs to an account that is not the person's, or is reserved for a leaver. */
  readonly takenUserNames: ReadonlySet<string>
  readonly orders: ActiveOrders
  /** The first day of the present leave; undefined for somebody who is not on leave. */
  readonly leaveFrom: LocalDay | undefined
  /** True when the window that is open is a new employment after an exit, not the old one taken up again. */
  readonly isRehire: boolean
  /** Open questions that hold parts: nothing is created for somebody who may have been here before, or under an address that another person has too. */
  readonly doubts: ReadonlySet<'possible_rehire' | 'address_conflict' | 'end_date_missing'>
  /** The work address that HR states; empty where it states none. */
  readonly address: string
  /** Keys of tasks that were done or waived. */
  readonly settledTasks: ReadonlySet<string>
  /** When HR first told us of the person: turns from before then are not ours to make up for with tasks. */
  readonly knownSince: Date
  readonly explain: Explain
  readonly at: Date
}

/** What policy and the agents say of one app, for this person at this instant. */
export interface AppFacts {
  readonly policy: PolicyApp
  /** Verbs that some agent can do there. Undefined when no agent serves the app yet: then jobs wait, and nothing becomes a task for that. Empty for a manual app. */
  readonly verbs: ReadonlySet<Verb> | undefined
  /** When a prehire's account may be made: `leadDays` working days before the start, at local midnight; the start itself where there is no lead. */
  readonly prepareAt: Date | undefined
  /** `userNameKey` of every user name that policy derived from earlier facts of the person: an account with one of these follows the rename. */
  readonly formerUserNames: ReadonlySet<string>
}

export interface ActiveOrders {
  readonly forCause: boolean
  readonly securityHold: boolean
  readonly legalHold: boolean
}

export interface ObservedAccount extends Omit<Readonly<Account>, 'externalId'> {
  readonly app: string
  /** Listed by the organization, or by hand, as never to be touched. */
  readonly protected: boolean
  /** We made it. */
  readonly created: boolean
  /** When an app first showed it to us. */
  readonly firstSeenAt?: Date | undefined
  /** Entitlements that came from policy: our jobs granted them, or a rule grants them for earlier facts of the person. Others were granted by hand. */
  readonly given: ReadonlySet<string>
  /** Set while it is off because a job of ours switched it off; of the case that took it over last (`takesOver`). */
  readonly suspended: { readonly kind: CaseKind; readonly at: Date } | undefined
  /** Set while it is off because somebody else switched it off: the kind of case that ended the sessions which they had left open. */
  readonly sessionsEndedFor?: CaseKind | undefined
  /** Entitlements at the moment before we took any. */
  readonly remembered: readonly string[]
}
