import type { DesiredAccount } from '../policy/evaluate-policy.ts'
import type { ApprovalRoute } from '../policy/policy.ts'
import { type ApprovedSteps, grantKey } from './draft.ts'
import { isoDay } from './iso-day.ts'
import type { LeftOut, PlannedStep } from './plan.ts'
import type { ObservedAccount, PlanFacts } from './plan-facts.ts'
import { findConflicts } from './separate-duties.ts'

export interface Grants {
  readonly steps: readonly PlannedStep[]
  readonly approved: readonly ApprovedSteps[]
  readonly left: readonly LeftOut[]
}

export interface GrantQuestion {
  readonly app: string
  readonly desired: DesiredAccount
  readonly account: ObservedAccount | undefined
}

/** What the account lacks: at once, once somebody agrees, or not at all since it would break a separation of duties. What was refused is not asked again. */
export function planGrants(facts: PlanFacts, { app, desired, account }: GrantQuestion): Grants {
  const missing = [...desired.entitlements]
    .filter(([key]) => account?.entitlements.includes(key) !== true)
    .filter(([key]) => !facts.undecided.has(grantKey(app, key)) && !isRefused(facts, app, key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const { barred } = findConflicts(facts)
  const steps = missing.filter(([key]) => !barred.has(grantKey(app, key))).map(([key, rules]) => grant(facts, key, rules))
  const routed = steps.map(({ key, planned }) => ({ key, planned, route: routeOf(facts, { app, desired, account, key }) }))
  return {
    steps: routed.filter(({ route }) => route === null).map(({ planned }) => planned),
    approved: toApproved(facts, app, routed),
    left: missing
      .filter(([key]) => barred.has(grantKey(app, key)))
      .map(([entitlement]) => ({
        app,
        ...(account === undefined ? {} : { nativeId: account.nativeId }),
        entitlement,
        reason: 'separation_of_duties' as const,
      })),
  }
}

export function isRefused({ refused }: PlanFacts, app: string, entitlement?: string): boolean {
  return refused.size > 0 && (refused.has('*') || refused.has(app) || refused.has(grantKey(app, entitlement)))
}

/** What comes back in mind only: grants that no policy has given, remembered from before we took the account. */
export function planRemembered(facts: PlanFacts, account: ObservedAccount): readonly PlannedStep[] {
  const known = facts.known.get(account.app) ?? new Set()
  const missing = account.remembered.filter((key) => !known.has(key) && !account.entitlements.includes(key))
  const isBarred = (grant: string) => facts.withheld.has(grant) || facts.everGiven.has(grant)
  const allowed = missing.filter((key) => !account.given.has(key) && !isBarred(grantKey(account.app, key)))
  return [...new Set(allowed)].sort().map((entitlement) => ({
    step: { verb: 'entitlement.grant', entitlement },
    because: ['held before'],
    why: [`held when it was switched off${account.suspended === undefined ? '' : ` ${isoDay(account.suspended.at)}`}`],
  }))
}

interface Routed {
  readonly key: string
  readonly planned: PlannedStep
  readonly route: ApprovalRoute | null
}

function toApproved(facts: PlanFacts, app: string, routed: readonly Routed[]): readonly ApprovedSteps[] {
  const policy = facts.apps.get(app)?.policy
  const ownerOf = (key: string) => policy?.entitlements.get(key)?.owner ?? policy?.owner ?? null
  const groups = Map.groupBy(routed, ({ key, route }) => `${route ?? ''} ${route === 'app_owner' ? (ownerOf(key) ?? '') : ''}`)
  return [...groups.values()].flatMap((some) => {
    const [first] = some
    if (first === undefined || first.route === null) return []
    const owner = first.route === 'app_owner' ? ownerOf(first.key) : null
    const approval = { route: first.route, scope: some.map(({ key }) => grantKey(app, key)), owner }
    return [{ approval, steps: some.map(({ planned }) => planned) }]
  })
}

interface RouteQuestion extends GrantQuestion {
  readonly key: string
}

/**
 * Who agrees first; the compiled policy has said it of every entitlement. What a leaver had of privilege never comes back by itself, and privilege
 * outside the rules is never one person's doing, whatever policy says of newcomers.
 */
function routeOf({ apps, approvals }: PlanFacts, { app, desired, account, key }: RouteQuestion): ApprovalRoute | null {
  const entitlement = apps.get(app)?.policy.entitlements.get(key)
  if (entitlement === undefined) return null
  const isOfLeaver = account?.suspended?.kind === 'leaver' || account?.remembered.includes(key) === true
  const isAsked = isOfLeaver || desired.exceptional.has(key)
  return entitlement.approval ?? (entitlement.privileged && isAsked ? (approvals.privileged ?? 'operators') : null)
}

function grant({ explain }: PlanFacts, key: string, rules: readonly string[]) {
  const planned: PlannedStep = { step: { verb: 'entitlement.grant', entitlement: key }, because: rules, why: rules.map(explain.rule) }
  return { key, planned }
}
