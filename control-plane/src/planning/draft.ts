import type { CaseKind } from '@rollcall/shared/case-kinds'
import type { AccountQuery } from '@rollcall/shared/connector/account'
import type { Id } from '@rollcall/shared/ids'
import type { DesiredAccount } from '../policy/evaluate-policy.ts'
import type { AppPlan, LeftOut, LostAccess, PlannedApproval, PlannedStep } from './plan.ts'
import type { ObservedAccount, PlanFacts } from './plan-facts.ts'

/** What one account needs, before it is known who does it: an agent, or people. */
export interface Draft {
  readonly app: string
  readonly account: ObservedAccount | undefined
  readonly query: AccountQuery
  readonly turn: CaseKind
  readonly stage: number
  readonly steps: readonly PlannedStep[]
  /** Steps that somebody agrees to first. */
  readonly approved: readonly ApprovedSteps[]
  /** Steps that policy has people do, automation or not. */
  readonly byHand: readonly PlannedStep[]
  readonly left: readonly LeftOut[]
  readonly lost: readonly LostAccess[]
  /** True where all of it gives back what a leaver lost. */
  readonly givesBack: boolean
}

export interface ApprovedSteps {
  readonly approval: PlannedApproval
  readonly steps: readonly PlannedStep[]
}

export interface DraftOf extends Partial<Draft> {
  readonly app: string
  readonly query: AccountQuery
  readonly turn: CaseKind
}

export function draftOf(parts: DraftOf): Draft {
  return { account: undefined, stage: 0, steps: [], approved: [], byHand: [], left: [], lost: [], givesBack: false, ...parts }
}

/** How the agent finds an account again. */
export function queryFor(person: Id<'person'>, account: ObservedAccount): AppPlan['account'] {
  return { nativeId: account.nativeId, externalId: person, userName: account.userName }
}

/** How it will find one that is not there yet. */
export function queryForNew(person: Id<'person'>, desired: DesiredAccount): AppPlan['account'] {
  return { externalId: person, userName: desired.attributes.userName }
}

/** Active ones first, and those that come back: where a person has two accounts in an app, the one in use is the one that policy means. */
export function accountsIn(facts: PlanFacts, app: string): readonly ObservedAccount[] {
  const rank = (account: ObservedAccount) => `${account.active || isComingBack(facts, account) ? 0 : 1}${account.nativeId}`
  return facts.accounts.filter((account) => account.app === app).sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
}

/** Off because we switched it off, for a reason that is over while the person's window is open. */
export function isComingBack({ isRehire }: PlanFacts, { active, suspended }: ObservedAccount): boolean {
  if (active || suspended === undefined) return false
  return suspended.kind === 'leaver' ? !isRehire : suspended.kind !== 'mover'
}

/** Whether an account shows that the person has been at work here. One that was there before HR told us of them, and that we gave nothing, is only found. */
export function isAtWork({ knownSince }: PlanFacts, { active, created, given, firstSeenAt }: ObservedAccount): boolean {
  const isOnlyFound = !created && given.size === 0 && firstSeenAt !== undefined && firstSeenAt < knownSince
  return active && !isOnlyFound
}

/** `app` or `app/entitlement`: how sets of grants name them. */
export function grantKey(app: string, entitlement?: string | null): string {
  return entitlement == null ? app : `${app}/${entitlement}`
}

export const days = (count: number): number => count * 86_400_000
