import type { CaseKind } from '@rollcall/shared/case-kinds'
import type { AccountQuery } from '@rollcall/shared/connector/account'
import type { Step } from '@rollcall/shared/job'
import type { ApprovalRoute } from '../policy/policy.ts'

/** What one person's access should become, app by app, with the reason for every line. Pure data: its digest is the plan hash. */
export interface Plan {
  readonly kind: CaseKind
  readonly apps: readonly AppPlan[]
  /** What no automation does: people do it, and the case closes when they have, or when each is waived by name. */
  readonly tasks: readonly PlannedTask[]
  /** What should change but is not ours to change: a person is asked about each, and no case closes over it. */
  readonly left: readonly LeftOut[]
  /** What a restored person does not get back, in words for people: sessions, privileged grants, files handed over. */
  readonly lost: readonly LostAccess[]
  /** Set where all of it waits for approval (a restore). */
  readonly approval: PlannedApproval | null
}

/** The ordered steps for the person in one app: becomes one job. An app has a second one for steps that need approval. */
export interface AppPlan {
  readonly app: string
  readonly account: AccountQuery
  readonly steps: readonly PlannedStep[]
  /** Lower stages go first: they are waited for, though not for ever. */
  readonly stage: number
  /** Apps whose part of this plan must be done and read back before this one starts, however long it takes. */
  readonly requires: readonly string[]
  readonly approval: PlannedApproval | null
}

export interface PlannedStep {
  readonly step: Step
  /** Names of the policy rules that cause it, or why no rule does (`no rule grants it`, `the access window is over`). */
  readonly because: readonly string[]
  /** The whole chain in words for people: rule, the fact that fits it, who says so and since when. */
  readonly why: readonly string[]
}

export interface PlannedTask {
  /** The same task has the same key for ever: once settled it is not asked for again. */
  readonly key: string
  readonly app: string | null
  readonly title: string
  readonly instructions: string
  /** What the account is like afterwards, where the task stands for steps of an app without automation. */
  readonly account: AccountQuery | null
  readonly steps: readonly PlannedStep[]
  readonly stage: number
  readonly assignee: TaskAssignee
  /** Days until it is due. */
  readonly days: number
}

/** `owner` of the app, the person's `manager`, anybody who operates Rollcall, or a person by HR key. Whoever is no member falls back to operators. */
export type TaskAssignee = { readonly kind: 'owner' | 'manager' | 'operators' } | { readonly kind: 'person'; readonly personKey: string }

export interface PlannedApproval {
  readonly route: ApprovalRoute
  /** What it is about: `app`, `app/entitlement`, or `*`. */
  readonly scope: readonly string[]
  /** HR key of the app's or entitlement's owner, for the route `app_owner`. */
  readonly owner: string | null
}

export interface LostAccess {
  readonly app: string
  readonly what: 'sessions' | 'privileged' | 'no_longer_granted' | 'handed_over'
  readonly entitlement: string | null
}

export const leftOutReasons = [
  'protected',
  'user_name_missing',
  'user_name_taken',
  'too_many_steps',
  'address_conflict',
  'possible_rehire',
  'end_date_missing',
  'separation_of_duties',
  'legal_hold',
] as const
export type LeftOutReason = (typeof leftOutReasons)[number]

export interface LeftOut {
  readonly app: string
  /** Absent where the app has no account of the person yet. */
  readonly nativeId?: string
  /** Absent where the account itself is meant. */
  readonly entitlement?: string
  readonly reason: LeftOutReason
}

/** A question that planning raises; asked once per key, and nothing waits for it but what it is about. */
export interface RaisedQuestion {
  readonly kind: 'hand_grant' | 'separation_of_duties' | 'contractor_without_end' | 'long_leave'
  readonly key: string
  readonly app: string | null
  readonly nativeId: string | null
  readonly details: Readonly<Record<string, string>>
}
