import type { Step } from '@rollcall/shared/job'
import type { AppPlan, Plan, PlannedTask } from '../src/planning/plan.ts'
import type { ObservedAccount } from '../src/planning/plan-facts.ts'
import { takesOver } from '../src/planning/takes-over.ts'

/** A person's accounts after agents, approvers and people have done all of a plan. */
export function applyPlan(accounts: readonly ObservedAccount[], plan: Plan, at: Date): readonly ObservedAccount[] {
  const work = [...plan.apps, ...plan.tasks.flatMap(asAppPlan)]
  return work.reduce((some, part) => appliedIn(some, { part, kind: plan.kind, at }), accounts)
}

function asAppPlan({ app, account, steps }: PlannedTask): readonly Part[] {
  return app === null || account === null ? [] : [{ app, account, steps }]
}

type Part = Pick<AppPlan, 'app' | 'account' | 'steps'>

interface Application {
  readonly part: Part
  readonly kind: Plan['kind']
  readonly at: Date
}

function appliedIn(
  accounts: readonly ObservedAccount[],
  { part: { app, account, steps }, kind, at }: Application,
): readonly ObservedAccount[] {
  const isMeant = (one: ObservedAccount) => one.app === app && one.nativeId === (account.nativeId ?? 'new')
  const before = accounts.find(isMeant) ?? emptyAccount(app, account.userName)
  const others = accounts.filter((one) => !isMeant(one))
  if (steps.some(({ step }) => step.verb === 'account.delete')) return others
  return [...others, steps.reduce((state, { step }) => afterStep(state, { step, kind, at }), before)]
}

function emptyAccount(app: string, userName: string): ObservedAccount {
  const rest = { created: true, given: new Set<string>(), suspended: undefined, remembered: [], protected: false }
  return { app, nativeId: 'new', userName, active: false, profile: {}, entitlements: [], ...rest }
}

function afterStep(
  account: ObservedAccount,
  { step, kind, at }: { readonly step: Step; readonly kind: Plan['kind']; readonly at: Date },
): ObservedAccount {
  switch (step.verb) {
    case 'account.create':
      return { ...account, active: true, profile: step.draft.profile }
    case 'account.prepare':
      return { ...account, profile: step.draft.profile }
    case 'account.restore':
      return { ...account, active: true, suspended: undefined, sessionsEndedFor: undefined }
    case 'account.suspend':
      return shut(account, { kind, at })
    case 'account.rename':
      return { ...account, userName: step.userName }
    case 'profile.update':
      return { ...account, profile: { ...account.profile, ...step.profile } }
    case 'entitlement.grant':
      return granted(account, step.entitlement)
    case 'entitlement.revoke':
      return { ...account, entitlements: account.entitlements.filter((key) => key !== step.entitlement) }
    case 'sessions.end':
      return account.active || account.suspended !== undefined ? account : { ...account, sessionsEndedFor: kind }
    case 'account.delete':
    case 'account.list':
    case 'account.read':
      return account
  }
}

/** What is given back is ours only if it was when it was taken (`keepBooks`). */
function granted(account: ObservedAccount, entitlement: string): ObservedAccount {
  const wasByHand = account.remembered.includes(entitlement) && !account.given.has(entitlement)
  const given = wasByHand ? account.given : new Set([...account.given, entitlement])
  return { ...account, entitlements: [...account.entitlements, entitlement], given }
}

/** One that is off already is taken over if it is ours (`keepBooks`). */
function shut(account: ObservedAccount, { kind, at }: { readonly kind: Plan['kind']; readonly at: Date }): ObservedAccount {
  if (account.active) return { ...account, active: false, suspended: { kind, at } }
  if (account.suspended === undefined || !takesOver(kind === 'restore' ? 'leave' : kind, account.suspended.kind)) return account
  return { ...account, suspended: { kind: kind === 'restore' ? 'leave' : kind, at } }
}
