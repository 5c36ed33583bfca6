import type { AccountProfile } from '@rollcall/shared/connector/account'
import type { GuardLimits } from '../planning/check-guard.ts'
import type { TaskAssignee } from '../planning/plan.ts'
import type { Calendar } from '../roster/calendar.ts'
import type { PersonView } from './person-view.ts'

/** A policy document that was checked and compiled: every name resolves and every expression runs. */
export interface Policy {
  /** Hex SHA-256 of the document's canonical JSON. */
  readonly digest: string
  readonly calendar: Calendar
  readonly apps: ReadonlyMap<string, PolicyApp>
  /** In the order of the document, bundles written out. */
  readonly rules: readonly PolicyRule[]
  readonly guard: GuardLimits
  readonly protected: readonly ProtectedAccount[]
  readonly roster: RosterSettings
  readonly correlation: CorrelationSettings
  readonly approvals: ApprovalSettings
  readonly separations: readonly SeparationRule[]
  readonly exceptions: readonly PolicyException[]
}

export interface PolicyApp {
  readonly title: string
  readonly userName: (person: PersonView) => string
  readonly profile: { readonly [Field in keyof AccountProfile]?: (person: PersonView) => string }
  /** HR key of the person who answers for the app. */
  readonly owner: string | null
  /** Where it stands in the order of things: identity and mail go first when somebody leaves, mail before identity when somebody is renamed. */
  readonly order: 'identity' | 'mail' | 'app'
  /** Apps in which the person's account must be done first when access is given. */
  readonly requires: readonly string[]
  /** Working days before the start at which an account is prepared; 0 makes it at the start. */
  readonly leadDays: number
  readonly leaver: LeaverSettings
  readonly leave: { readonly afterDays: number; readonly action: 'keep' | 'suspend' | 'suspend_and_end_sessions' }
  /** What a change of the user name does: change it, ask a person to, or nothing. */
  readonly rename: 'update' | 'task' | 'keep'
  /** Days for which a mover keeps what no rule gives any more; nothing privileged is kept. */
  readonly graceDays: number
  readonly drift: { readonly answer: 'correct' | 'accept' | 'ask'; readonly acceptDays: number }
  /** Days after which an account that nobody owns is switched off; null only reports. */
  readonly orphans: { readonly disableAfterDays: number | null }
  /** Hours between two listings; null lists by command only. */
  readonly listEveryHours: number | null
  /** Set for an app without automation: people do the steps. */
  readonly manual: { readonly assignee: TaskAssignee; readonly days: number; readonly instructions: string } | null
  readonly entitlements: ReadonlyMap<string, PolicyEntitlement>
}

export interface LeaverSettings {
  readonly endSessions: boolean
  /** Days after our own suspension until the account is deleted; null never deletes. */
  readonly deleteAfterDays: number | null
  /** What people do when somebody leaves: hand over files, collect the notebook. */
  readonly tasks: readonly TaskTemplate[]
}

export interface TaskTemplate {
  readonly name: string
  readonly title: string
  readonly instructions: string
  readonly assignee: TaskAssignee
  readonly days: number
  /** True for handing over data: a legal hold blocks it, and a deletion waits for it. */
  readonly transfers: boolean
}

export interface PolicyEntitlement {
  readonly title: string
  readonly owner: string | null
  readonly privileged: boolean
  /** Who agrees before it is granted; null grants without asking. */
  readonly approval: ApprovalRoute | null
  /** Taken from a leaver only once the person's account in that app holds this entitlement, as read back: a licence only after the mailbox is converted. */
  readonly revokeAfter: { readonly app: string; readonly entitlement: string } | null
}

export interface PolicyRule {
  readonly name: string
  readonly when: (person: PersonView) => boolean
  /** The person's fields that `when` reads. */
  readonly fields: readonly (keyof PersonView)[]
  readonly grants: readonly PolicyGrant[]
}

/** An account in an app, and an entitlement in it unless that is undefined. */
export interface PolicyGrant {
  readonly app: string
  readonly entitlement: string | undefined
}

export interface ProtectedAccount {
  readonly app: string
  /** With `*` for any text. */
  readonly userName: string
}

export interface RosterSettings {
  /** What follows when somebody is missing in two complete snapshots: somebody is asked, or they leave. */
  readonly vanished: 'ask' | 'leaver'
  /** Values that stand for "not known yet", compared without case. */
  readonly placeholders: ReadonlySet<string>
  readonly addressesReservedMonths: number
  /** Days before a contract's end at which the sponsor is told. */
  readonly contractWarningDays: readonly number[]
  /** Days of leave after which somebody is asked. */
  readonly longLeaveDays: number
}

export type CorrelationRuleName = 'external_id' | 'address' | 'address_only' | 'employee_number' | 'user_name' | 'name'

export interface CorrelationSettings {
  /** In order; the first rule that names anybody decides. Scores from 0 to 1. */
  readonly rules: readonly { readonly rule: CorrelationRuleName; readonly score: number }[]
  /** From this score on a match links by itself. */
  readonly linkFrom: number
  /** From this score on somebody is asked. */
  readonly askFrom: number
}

/** `two_people`: any two who may decide. `operators`: any one. A `manager` or owner who is not known, or is no member, means `fallback`: never yes. */
export const approvalRoutes = ['app_owner', 'manager', 'operators', 'two_people'] as const
export type ApprovalRoute = (typeof approvalRoutes)[number]

export interface ApprovalSettings {
  /** Who agrees to giving back what a leaver lost. */
  readonly restore: ApprovalRoute
  /** Who agrees to privileged grants that say nothing themselves; null grants them without asking. */
  readonly privileged: ApprovalRoute | null
  /** True when an order for cause needs a second person. */
  readonly forCauseNeedsTwo: boolean
  /** True when a policy version is activated only after another member than its author has approved it. */
  readonly policyNeedsTwo: boolean
  /** HR keys of the people who decide when nobody else can; empty: every owner of the organization. */
  readonly fallback: readonly string[]
  readonly escalateAfterHours: number
  readonly expireAfterDays: number
}

/** Nobody holds something of both sides. */
export interface SeparationRule {
  readonly name: string
  readonly one: readonly PolicyGrant[]
  readonly other: readonly PolicyGrant[]
}

/** A grant outside the rules that the document itself lists. */
export interface PolicyException {
  readonly personKey: string
  readonly grants: readonly PolicyGrant[]
  /** Last day, at the company's cut-off. */
  readonly until: string
  readonly reason: string
}
