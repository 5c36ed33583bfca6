import type { CaseKind } from '@rollcall/shared/case-kinds'
import type { DesiredAccount } from '../policy/evaluate-policy.ts'
import { accountsIn, type Draft, draftOf, grantKey, isAtWork, isComingBack, queryFor } from './draft.ts'
import { leaverTaskKey } from './leaver-tasks.ts'
import type { PlannedStep } from './plan.ts'
import type { ObservedAccount, PlanFacts } from './plan-facts.ts'
import { isRefused, planGrants, planRemembered } from './plan-grants.ts'
import { isSuspendedByLeave, planLeave } from './plan-leave.ts'
import { planNewAccount } from './plan-new-account.ts'
import { planProfile } from './plan-profile.ts'
import { planRename } from './plan-rename.ts'
import { isInGrace, nobodyGrantsIt, planLeftovers, planRevokes, whyTaken } from './plan-revokes.ts'
import { shutSteps } from './plan-shut.ts'

/** What somebody who works here is to have: apps that policy gives, and those that it gives no longer. An app about which nothing is decided is left alone. */
export function planInside(facts: PlanFacts): readonly Draft[] {
  const apps = new Set([...facts.desired.keys(), ...facts.accounts.map(({ app }) => app)])
  return [...apps]
    .filter((app) => !facts.undecided.has(app))
    .flatMap((app) => {
      const desired = facts.desired.get(app)
      return desired === undefined ? unwanted(facts, app) : wanted(facts, app, desired)
    })
}

function wanted(facts: PlanFacts, app: string, desired: DesiredAccount): readonly Draft[] {
  const [account, ...others] = accountsIn(facts, app)
  if (isSuspendedByLeave(facts, app)) return planLeave(facts, app)
  if (account === undefined) return planNewAccount(facts, app, desired)
  return [
    ...existing(facts, account, desired),
    ...others.filter((other) => isComingBack(facts, other)).flatMap((other) => back(facts, other)),
  ]
}

function existing(facts: PlanFacts, account: ObservedAccount, desired: DesiredAccount): readonly Draft[] {
  const { app, active } = account
  const givesBack = !active && isOfLeaver(facts, account)
  if (!active && isRefused(facts, app)) return []
  const rename = planRename(facts, account, desired)
  const grants = planGrants(facts, { app, desired, account })
  const change = [...rename.steps, ...planProfile(account, desired), ...grants.steps]
  return [
    draftOf({
      app,
      account,
      query: queryFor(facts.person, account),
      turn: isAtWork(facts, account) ? 'mover' : turnOf(facts, account),
      stage: rename.stage,
      steps: active ? [...change, ...planRevokes(facts, account, desired)] : reopen(facts, { account, desired, change }),
      byHand: rename.byHand,
      approved: grants.approved,
      left: [...rename.left, ...grants.left],
      lost: givesBack ? lostOf(facts, account, desired) : [],
      givesBack,
    }),
  ]
}

interface Reopening {
  readonly account: ObservedAccount
  readonly desired: DesiredAccount
  readonly change: readonly PlannedStep[]
}

/** What it held before is taken before it is switched on again, unless it is only handed back. */
function reopen(facts: PlanFacts, { account, desired, change }: Reopening): readonly PlannedStep[] {
  const isOurs = isComingBack(facts, account)
  const first =
    isOurs || account.suspended?.kind === 'mover' ? planRevokes(facts, account, desired) : planLeftovers(facts, account, desired)
  const remembered = isOurs && !isOfLeaver(facts, account) ? planRemembered(facts, account) : []
  return [...first, restoreStep(facts, desired.rules), ...change, ...remembered]
}

/** A second account that we switched off with the first. */
function back(facts: PlanFacts, account: ObservedAccount): readonly Draft[] {
  const rules = facts.desired.get(account.app)?.rules ?? []
  const givesBack = isOfLeaver(facts, account)
  if (isRefused(facts, account.app)) return []
  const turn = turnOf(facts, account)
  return [
    draftOf({ app: account.app, account, query: queryFor(facts.person, account), turn, givesBack, steps: [restoreStep(facts, rules)] }),
  ]
}

function restoreStep({ explain }: PlanFacts, rules: readonly string[]): PlannedStep {
  return { step: { verb: 'account.restore' }, because: rules, why: rules.map(explain.rule) }
}

function isOfLeaver({ isRehire }: PlanFacts, { suspended }: ObservedAccount): boolean {
  return suspended?.kind === 'leaver' && !isRehire
}

function turnOf(facts: PlanFacts, account: ObservedAccount): CaseKind {
  if (isOfLeaver(facts, account) || account.suspended?.kind === 'hold') return 'restore'
  return account.suspended === undefined || account.suspended.kind === 'leaver' ? 'joiner' : 'mover'
}

/** An app that policy never names is left alone while the person works here. Who loses one leaves it, and its sessions with it. */
function unwanted(facts: PlanFacts, app: string): readonly Draft[] {
  if (!facts.known.has(app)) return []
  const endsSessions = facts.apps.get(app)?.policy.leaver.endSessions === true
  return accountsIn(facts, app).map((account) => {
    const isKept = !account.active || (isInGrace(facts, grantKey(app)) && !facts.withheld.has(app))
    const shut = isKept
      ? []
      : shutSteps(facts, { account, kind: 'mover', endsSessions, because: nobodyGrantsIt, why: [whyTaken(facts, app)] })
    const steps = [...shut, ...planRevokes(facts, account, undefined)]
    return draftOf({ app, account, query: queryFor(facts.person, account), turn: 'mover', steps })
  })
}

function lostOf(facts: PlanFacts, account: ObservedAccount, desired: DesiredAccount): Draft['lost'] {
  const { app } = account
  const policy = facts.apps.get(app)?.policy
  const isPrivileged = (key: string) => policy?.entitlements.get(key)?.privileged === true
  const remembered = [...new Set(account.remembered)].sort()
  const isOurs = (key: string) => facts.known.get(app)?.has(key) === true || facts.everGiven.has(grantKey(app, key))
  const gone = remembered.filter((key) => isOurs(key) && !desired.entitlements.has(key))
  const handedOver = policy?.leaver.tasks.some((task) => task.transfers && facts.settledTasks.has(leaverTaskKey(facts, app, task.name)))
  return [
    { app, what: 'sessions', entitlement: null },
    ...remembered.filter(isPrivileged).map((entitlement) => ({ app, what: 'privileged' as const, entitlement })),
    ...gone.filter((key) => !isPrivileged(key)).map((entitlement) => ({ app, what: 'no_longer_granted' as const, entitlement })),
    ...(handedOver === true ? [{ app, what: 'handed_over' as const, entitlement: null }] : []),
  ]
}
