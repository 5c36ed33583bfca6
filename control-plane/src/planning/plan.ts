import type { AccountQuery } from '@rollcall/shared/connector/account'
import type { Step } from '@rollcall/shared/job'
import type { CaseKind } from '../cases/case-states.ts'

/** What one person's access should become, app by app, with the reason for every line. Pure data: its digest is the plan hash. */
export interface Plan {
  readonly kind: CaseKind
  readonly apps: readonly AppPlan[]
}

/** The ordered steps for the person in one app: becomes one job. */
export interface AppPlan {
  readonly app: string
  readonly account: AccountQuery
  readonly steps: readonly PlannedStep[]
}

export interface PlannedStep {
  readonly step: Step
  /** Names of the policy rules that cause it, or `no rule grants it`. */
  readonly because: readonly string[]
}
