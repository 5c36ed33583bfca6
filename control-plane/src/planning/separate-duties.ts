import type { PolicyGrant, SeparationRule } from '../policy/policy.ts'
import { grantKey } from './draft.ts'
import type { PlanFacts } from './plan-facts.ts'

export interface Conflicts {
  /** Grants not held yet that would put both sides into one hand. */
  readonly barred: ReadonlySet<string>
  /** Grants held for a handover only: they go at once, since the new work is on the other side. */
  readonly outgoing: ReadonlySet<string>
  /** Names of the rules that are, or would be, broken. */
  readonly broken: readonly string[]
}

const none: Conflicts = { barred: new Set(), outgoing: new Set(), broken: [] }
const found = new WeakMap<PlanFacts, Conflicts>()

/** Separation of duties over all that one person holds or is to be given, in all apps. Found once per person: every grant asks. */
export function findConflicts(facts: PlanFacts): Conflicts {
  if (facts.separations.length === 0) return none
  const known = found.get(facts)
  if (known !== undefined) return known
  const conflicts = search(facts)
  found.set(facts, conflicts)
  return conflicts
}

function search(facts: PlanFacts): Conflicts {
  const held = heldGrants(facts)
  const wanted = wantedGrants(facts)
  // What is on its way out never bars the new work, it makes room for it.
  const leaving = new Set([...held].filter((key) => !wanted.has(key) && isOutgoing(facts, key)))
  const stays = new Set([...held].filter((key) => !leaving.has(key)))
  const broken = facts.separations.filter((rule) => breaks(rule, new Set([...stays, ...wanted])))
  const barred = broken.flatMap(({ one, other }) => keysOf([...one, ...other]).filter((key) => wanted.has(key) && !stays.has(key)))
  return { barred: new Set(barred), outgoing: outgoingOf(facts, leaving, wanted), broken: broken.map(({ name }) => name) }
}

function outgoingOf({ separations }: PlanFacts, leaving: ReadonlySet<string>, wanted: ReadonlySet<string>): ReadonlySet<string> {
  const sides = separations.flatMap(({ one, other }) => [
    { mine: keysOf(one), theirs: keysOf(other) },
    { mine: keysOf(other), theirs: keysOf(one) },
  ])
  const facing = sides.filter(({ theirs }) => theirs.some((key) => wanted.has(key)))
  return new Set(facing.flatMap(({ mine }) => mine.filter((key) => leaving.has(key))))
}

function breaks({ one, other }: SeparationRule, grants: ReadonlySet<string>): boolean {
  return keysOf(one).some((key) => grants.has(key)) && keysOf(other).some((key) => grants.has(key))
}

/** Came from policy, which gives it no longer: kept for the handover, or taken by this very plan. */
function isOutgoing({ grace, everGiven, accounts, withheld }: PlanFacts, key: string): boolean {
  if (grace.has(key) || everGiven.has(key) || withheld.has(key)) return true
  return accounts.some(({ app, given }) => [...given].some((entitlement) => grantKey(app, entitlement) === key))
}

function heldGrants({ accounts, desired }: PlanFacts): ReadonlySet<string> {
  const usable = accounts.filter((account) => account.active || desired.has(account.app))
  return new Set(usable.flatMap(({ app, entitlements }) => [app, ...entitlements.map((key) => grantKey(app, key))]))
}

function wantedGrants({ desired, refused }: PlanFacts): ReadonlySet<string> {
  const keys = [...desired].flatMap(([app, { entitlements }]) => [app, ...[...entitlements.keys()].map((key) => grantKey(app, key))])
  return new Set(keys.filter((key) => !refused.has(key)))
}

function keysOf(grants: readonly PolicyGrant[]): readonly string[] {
  return grants.map(({ app, entitlement }) => grantKey(app, entitlement))
}
