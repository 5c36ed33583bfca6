import type { CaseKind } from '@rollcall/shared/case-kinds'
import { type AccessPhase, accessPhase } from './access-phase.ts'
import type { AppPlan, LeftOut, LeftOutReason, Plan, PlannedStep } from './plan.ts'
import { planNewAccount, planUnwantedAccount, planWantedAccount, queryFor } from './plan-account.ts'
import type { ObservedAccount, PlanFacts } from './plan-facts.ts'

export type PlanOutcome =
  /** Observed access is what it should be. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'plan'; readonly plan: Plan }
  /** HR contradicts itself: a person decides, and nothing changes meanwhile. */
  | { readonly kind: 'unclear' }
  /** HR's last snapshot did not have the person. Not a termination; only an end that HR stated earlier still counts. */
  | { readonly kind: 'absent' }

/** A job may not hold more (`jobSchema`). */
const mostSteps = 64

/**
 * Desired access minus observed access of one person. State-based: whatever happened before, and however late, the same facts give the same plan,
 * and a person whose access is right has none.
 */
export function planAccess(facts: PlanFacts): PlanOutcome {
  const phase = accessPhase(facts)
  if (phase === 'unclear') return { kind: 'unclear' }
  if (facts.presence === 'missing' && phase !== 'over') return { kind: 'absent' }
  const drafts = phase === 'before' ? [] : draftsOf(facts, phase)
  const needed = drafts.filter(({ steps }) => steps.length > 0)
  if (needed.length === 0) return { kind: 'nothing' }
  return { kind: 'plan', plan: toPlan(kindOf(facts, phase), needed) }
}

interface Draft {
  readonly app: string
  readonly account: ObservedAccount | undefined
  readonly query: AppPlan['account']
  readonly steps: readonly PlannedStep[]
  readonly isTaken: boolean
}

function draftsOf(facts: PlanFacts, phase: AccessPhase): readonly Draft[] {
  const apps = new Set([...facts.desired.keys(), ...facts.accounts.map(({ app }) => app)])
  return [...apps].sort().flatMap((app) => (phase === 'over' || !facts.desired.has(app) ? unwanted(facts, app, phase) : wanted(facts, app)))
}

function wanted(facts: PlanFacts, app: string): readonly Draft[] {
  const desired = facts.desired.get(app)
  if (desired === undefined) return []
  const [account] = accountsIn(facts, app)
  const query = queryFor(facts.person, account, desired)
  const known = facts.known.get(app) ?? new Set()
  if (account !== undefined) return [{ app, account, query, steps: planWantedAccount(account, desired, known), isTaken: false }]
  return [{ app, account, query, steps: planNewAccount(facts.person, desired), isTaken: facts.takenUserNames.has(app) }]
}

/** An app that policy never names is left alone while the person works here, and no longer. */
function unwanted(facts: PlanFacts, app: string, phase: AccessPhase): readonly Draft[] {
  const known = facts.known.get(app)
  if (phase !== 'over' && known === undefined) return []
  return accountsIn(facts, app).map((account) => ({
    app,
    account,
    query: queryFor(facts.person, account, undefined),
    steps: planUnwantedAccount(account, known ?? new Set(), phase === 'over' ? 'over' : 'not granted'),
    isTaken: false,
  }))
}

/** Active ones first: where a person has two accounts in an app, the one in use is the one that policy means. */
function accountsIn({ accounts }: PlanFacts, app: string): readonly ObservedAccount[] {
  const rank = (account: ObservedAccount) => `${account.active ? 0 : 1}${account.nativeId}`
  return accounts.filter((account) => account.app === app).sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
}

function kindOf({ accounts }: PlanFacts, phase: AccessPhase): CaseKind {
  if (phase === 'over') return 'leaver'
  return accounts.some(({ active }) => active) ? 'mover' : 'joiner'
}

function toPlan(kind: CaseKind, drafts: readonly Draft[]): Plan {
  const ours = drafts.filter((draft) => whyLeftOut(draft) === undefined)
  return {
    kind,
    apps: ours.map(({ app, query, steps }) => ({ app, account: query, steps, stage: 0, requires: [], approval: null })),
    tasks: [],
    lost: [],
    approval: null,
    left: drafts.flatMap((draft) => leftOut(draft, whyLeftOut(draft))),
  }
}

function whyLeftOut({ account, query, steps, isTaken }: Draft): LeftOutReason | undefined {
  if (account?.protected === true) return 'protected'
  if (account === undefined && query.userName === '') return 'user_name_missing'
  if (isTaken) return 'user_name_taken'
  return steps.length > mostSteps ? 'too_many_steps' : undefined
}

function leftOut({ app, account }: Draft, reason: LeftOutReason | undefined): readonly LeftOut[] {
  if (reason === undefined) return []
  return [account === undefined ? { app, reason } : { app, nativeId: account.nativeId, reason }]
}
