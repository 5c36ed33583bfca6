import type { CaseKind } from '@rollcall/shared/case-kinds'
import { classOf } from '@rollcall/shared/connector/verbs'
import { type AccessPhase, accessPhase } from './access-phase.ts'
import { type Draft, isAtWork } from './draft.ts'
import { planForbiddenTransfers, planLeaverTasks } from './leaver-tasks.ts'
import type { AppPlan, LeftOut, LeftOutReason, Plan } from './plan.ts'
import { planBefore } from './plan-before.ts'
import type { PlanFacts } from './plan-facts.ts'
import { planHeld } from './plan-held.ts'
import { planInside } from './plan-inside.ts'
import { planOver } from './plan-over.ts'
import { shareWork } from './tasks-for-steps.ts'

export type PlanOutcome =
  /** Observed access is what it should be. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'plan'; readonly plan: Plan }
  /** HR contradicts itself: a person decides, and nothing changes meanwhile. */
  | { readonly kind: 'unclear' }
  /** HR's last snapshot did not have the person. Not a termination; only an end that HR stated earlier, or an operator ordered, still counts. */
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
  if (facts.presence === 'missing' && phase !== 'over' && phase !== 'held') return { kind: 'absent' }
  const plan = toPlan(facts, phase, planners[phase](facts).filter(isNeeded))
  const isEmpty = plan.apps.length + plan.tasks.length + plan.left.length === 0
  return isEmpty ? { kind: 'nothing' } : { kind: 'plan', plan }
}

const planners: Readonly<Record<Exclude<AccessPhase, 'unclear'>, (facts: PlanFacts) => readonly Draft[]>> = {
  before: planBefore,
  inside: planInside,
  over: planOver,
  held: planHeld,
}

function isNeeded({ steps, approved, byHand, left }: Draft): boolean {
  return steps.length + approved.length + byHand.length + left.length > 0
}

function toPlan(facts: PlanFacts, phase: AccessPhase, drafts: readonly Draft[]): Plan {
  const sorted = drafts.toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
  const judged = sorted.map((draft) => ({ draft, reason: whyLeftOut(draft) }))
  const ours = judged.filter(({ reason }) => reason === undefined).map(({ draft }) => draft)
  const work = ours.map((draft) => shareWork(facts, draft))
  const apps = work.flatMap((one) => one.apps)
  const isRestore = ours.some(({ givesBack }) => givesBack)
  return {
    kind: kindOf(facts, phase, sorted),
    apps: phase === 'inside' ? apps.map((app) => withRequired(facts, app, apps)) : apps,
    tasks: [...work.flatMap((one) => one.tasks), ...(phase === 'over' ? planLeaverTasks(facts) : [])],
    left: [
      ...judged.flatMap(({ draft, reason }) => (reason === undefined ? draft.left : [leftOut(draft, reason)])),
      ...(phase === 'over' ? planForbiddenTransfers(facts) : []),
    ],
    lost: ours.flatMap(({ lost }) => lost),
    approval: isRestore ? { route: facts.approvals.restore, scope: ['*'], owner: null } : null,
  }
}

function sortKey({ app, account }: Draft): string {
  return `${app} ${account?.nativeId ?? ''}`
}

function kindOf(facts: PlanFacts, phase: AccessPhase, drafts: readonly Draft[]): CaseKind {
  if (phase === 'over') return 'leaver'
  if (phase === 'held') return 'hold'
  const turn = (['restore', 'leave'] as const).find((one) => drafts.some((draft) => draft.turn === one))
  if (turn !== undefined) return turn
  const moves =
    drafts.some((draft) => draft.turn === 'mover') || (phase === 'inside' && facts.accounts.some((account) => isAtWork(facts, account)))
  return moves ? 'mover' : 'joiner'
}

/** Giving waits for the apps that it builds on; taking waits for nothing. */
function withRequired({ apps }: PlanFacts, plan: AppPlan, all: readonly AppPlan[]): AppPlan {
  const required = apps.get(plan.app)?.policy.requires ?? []
  if (required.length === 0 || !givesSomething(plan)) return plan
  return { ...plan, requires: required.filter((app) => app !== plan.app && all.some((one) => one.app === app && givesSomething(one))) }
}

function givesSomething({ steps }: AppPlan): boolean {
  return steps.some(({ step }) => classOf[step.verb] === 'grant')
}

function whyLeftOut({ account, steps, approved, byHand }: Draft): LeftOutReason | undefined {
  if (account?.protected === true && steps.length + approved.length + byHand.length > 0) return 'protected'
  return steps.length > mostSteps || approved.some((one) => one.steps.length > mostSteps) ? 'too_many_steps' : undefined
}

function leftOut({ app, account }: Draft, reason: LeftOutReason): LeftOut {
  return account === undefined ? { app, reason } : { app, nativeId: account.nativeId, reason }
}
