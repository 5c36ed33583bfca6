import type { AccountQuery } from '@rollcall/shared/connector/account'
import type { Step } from '@rollcall/shared/job'
import type { CaseKind } from '../cases/case-states.ts'

/** What one person's access should become, app by app, with the reason for every line. Pure data: its digest is the plan hash. */
export interface Plan {
  readonly kind: CaseKind
  readonly apps: readonly AppPlan[]
  /** What should change but is not ours to change: a person is asked about each, and no case closes over it. */
  readonly left: readonly LeftOut[]
}

/** The ordered steps for the person in one app: becomes one job. */
export interface AppPlan {
  readonly app: string
  readonly account: AccountQuery
  readonly steps: readonly PlannedStep[]
}

export interface PlannedStep {
  readonly step: Step
  /** Names of the policy rules that cause it, or why no rule does (`no rule grants it`, `the access window is over`). */
  readonly because: readonly string[]
}

export const leftOutReasons = ['protected', 'user_name_missing', 'user_name_taken', 'too_many_steps'] as const
export type LeftOutReason = (typeof leftOutReasons)[number]

export interface LeftOut {
  readonly app: string
  /** Absent where the app has no account of the person yet. */
  readonly nativeId?: string
  readonly reason: LeftOutReason
}
