import type { DesiredAccount } from '../policy/evaluate-policy.ts'
import { grantKey } from './draft.ts'
import type { PlannedStep } from './plan.ts'
import type { ObservedAccount, PlanFacts } from './plan-facts.ts'
import { findConflicts } from './separate-duties.ts'

export const nobodyGrantsIt = ['no rule grants it']
const exceptionWithholdsIt = ['an exception withholds it']
const windowIsOver = ['the access window is over']
const orderedOut = ['ordered out for cause']

/**
 * What somebody who works here holds and no rule gives any more: only what policy names or our own jobs gave, only what came from policy, and only
 * when the handover is over. What was granted by hand stays until somebody has said so (`raiseQuestions`).
 */
export function planRevokes(facts: PlanFacts, account: ObservedAccount, desired: DesiredAccount | undefined): readonly PlannedStep[] {
  const taken = (key: string) => whyTaken(facts, grantKey(account.app, key))
  return [
    ...revokes(account, (key) => isWithheld(facts, account, key), { because: exceptionWithholdsIt, why: taken }),
    ...revokes(account, (key) => isNoLongerGiven(facts, { account, desired, key }), { because: nobodyGrantsIt, why: taken }),
  ]
}

/** All that is ours and policy does not give: of an account that somebody else, or an earlier employment, left behind. */
export function planLeftovers(facts: PlanFacts, account: ObservedAccount, desired: DesiredAccount): readonly PlannedStep[] {
  const isLeftover = (key: string) =>
    isOurs(facts, account, key) && !desired.entitlements.has(key) && !facts.undecided.has(grantKey(account.app, key))
  const why = (key: string) => whyTaken(facts, grantKey(account.app, key))
  return revokes(account, (key) => isWithheld(facts, account, key) || isLeftover(key), { because: nobodyGrantsIt, why })
}

/** All that is ours, in order of name: of a leaver. A licence waits until what it pays for was converted. */
export function planLeaverRevokes(facts: PlanFacts, account: ObservedAccount): readonly PlannedStep[] {
  const isTaken = (key: string) => isOurs(facts, account, key) && !waitsForConversion(facts, account, key)
  return revokes(account, isTaken, { because: whyOver(facts), why: () => facts.explain.end() })
}

/** Why a leaver's access is taken. */
export function whyOver({ orders }: PlanFacts): readonly string[] {
  return orders.forCause ? orderedOut : windowIsOver
}

/** Why somebody who works here loses `app` or `app/entitlement`. */
export function whyTaken(facts: PlanFacts, grant: string): string {
  const { explain, withheld } = facts
  if (withheld.has(grant)) return explain.withheld(grant)
  const isForbidden = findConflicts(facts).outgoing.has(grant)
  return isForbidden ? `${explain.loss(grant, false)}; a separation of duties forbids it beside the new work` : explain.loss(grant, true)
}

/** Held, named by policy, given by no rule, and not known to have come from policy. */
export function grantsByHand(facts: PlanFacts, account: ObservedAccount): readonly string[] {
  const desired = facts.desired.get(account.app)
  return [...new Set(account.entitlements)]
    .filter((key) => isUngranted(facts, { account, desired, key }) && !cameFromPolicy(facts, account, key))
    .sort()
}

/** True while a mover keeps it for the handover. Nothing is kept that a separation of duties forbids beside the new work. */
export function isInGrace(facts: PlanFacts, key: string): boolean {
  const until = facts.grace.get(key)
  return until !== undefined && facts.at < until && !findConflicts(facts).outgoing.has(key)
}

interface Held {
  readonly account: ObservedAccount
  readonly desired: DesiredAccount | undefined
  readonly key: string
}

function isNoLongerGiven(facts: PlanFacts, held: Held): boolean {
  return isUngranted(facts, held) && cameFromPolicy(facts, held.account, held.key)
}

function isUngranted(facts: PlanFacts, { account, desired, key }: Held): boolean {
  const grant = grantKey(account.app, key)
  if (!isOurs(facts, account, key) || desired?.entitlements.has(key) === true || isWithheld(facts, account, key)) return false
  return !facts.undecided.has(grant) && !isInGrace(facts, grant)
}

function cameFromPolicy({ everGiven }: PlanFacts, account: ObservedAccount, key: string): boolean {
  return account.given.has(key) || everGiven.has(grantKey(account.app, key))
}

function isWithheld({ withheld }: PlanFacts, { app }: ObservedAccount, key: string): boolean {
  return withheld.has(grantKey(app, key))
}

/** What policy names, and what our own jobs gave when it still did. */
function isOurs({ known }: PlanFacts, { app, given }: ObservedAccount, key: string): boolean {
  return known.get(app)?.has(key) === true || given.has(key)
}

function waitsForConversion(facts: PlanFacts, { app }: ObservedAccount, key: string): boolean {
  const after = facts.apps.get(app)?.policy.entitlements.get(key)?.revokeAfter
  if (after == null) return false
  const there = facts.accounts.filter((account) => account.app === after.app)
  return there.length > 0 && !there.some(({ entitlements }) => entitlements.includes(after.entitlement))
}

interface Reasons {
  readonly because: readonly string[]
  readonly why: (key: string) => string
}

function revokes(account: ObservedAccount, isUnwanted: (key: string) => boolean, { because, why }: Reasons): readonly PlannedStep[] {
  const unwanted = [...new Set(account.entitlements)].filter(isUnwanted).sort()
  return unwanted.map((entitlement) => ({ step: { verb: 'entitlement.revoke', entitlement }, because, why: [why(entitlement)] }))
}
