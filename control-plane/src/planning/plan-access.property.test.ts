import type { Step } from '@rollcall/shared/job'
import { personStatuses } from '@rollcall/shared/person'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DesiredAccount } from '../policy/evaluate-policy.ts'
import type { AppPlan, Plan } from './plan.ts'
import { planAccess } from './plan-access.ts'
import type { ObservedAccount, PlanFacts } from './plan-facts.ts'
import { planHash } from './plan-hash.ts'

const person = 'per_00000000000000000000000000000001'
const start = Date.parse('2026-01-01T00:00:00Z')
const day = 86_400_000

test('the same facts give the same plan', () => {
  fc.assert(fc.property(anyFacts, (facts) => hashOf(shuffled(facts)) === hashOf(facts)))
})

test('once a plan is applied there is nothing left to plan', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const outcome = planAccess(facts)
      if (outcome.kind !== 'plan') return
      expect(planAccess({ ...facts, accounts: applied(outcome.plan, facts.accounts) })).toEqual(
        outcome.plan.left.length === 0
          ? { kind: 'nothing' }
          : { kind: 'plan', plan: expect.objectContaining({ apps: [], left: outcome.plan.left }) },
      )
    }),
  )
})

test('nothing changes while the status is unknown', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      expect(planAccess({ ...facts, status: 'unknown' })).toEqual({ kind: 'unclear' })
    }),
  )
})

test('nobody loses an account that policy grants while HR calls them active and their window is open', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const outcome = planAccess({ ...facts, status: 'active', window: { from: new Date(start), to: undefined } })
      const suspended =
        outcome.kind === 'plan' ? outcome.plan.apps.filter(({ steps }) => steps.some(({ step }) => step.verb === 'account.suspend')) : []
      expect(suspended.filter(({ app }) => facts.desired.has(app))).toEqual([])
    }),
  )
})

test('what policy never names is never taken away', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const outcome = planAccess(facts)
      if (outcome.kind !== 'plan') return
      for (const { app, steps } of outcome.plan.apps)
        for (const { step } of steps) if (step.verb === 'entitlement.revoke') expect(facts.known.get(app)?.has(step.entitlement)).toBe(true)
    }),
  )
})

test('a protected account is in no step', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const outcome = planAccess(facts)
      const touched = outcome.kind === 'plan' ? outcome.plan.apps.map(({ app, account }) => `${app} ${account.nativeId}`) : []
      const safe = facts.accounts.filter((account) => account.protected).map(({ app, nativeId }) => `${app} ${nativeId}`)
      expect(touched.filter((one) => safe.includes(one))).toEqual([])
    }),
  )
})

const appName = fc.constantFrom('crm', 'erp', 'wiki')
const entitlement = fc.constantFrom('admins', 'book club', 'readers', 'writers')
const profile = fc.record({ displayName: fc.constantFrom('Ada', 'Bo', ''), title: fc.constantFrom('Chief', 'Clerk') }, { requiredKeys: [] })

const anyAccount: fc.Arbitrary<ObservedAccount> = fc.record({
  app: appName,
  nativeId: fc.constantFrom('1', '2'),
  userName: fc.constantFrom('ada', 'ada.l'),
  active: fc.boolean(),
  profile,
  entitlements: fc.uniqueArray(entitlement),
  protected: fc.boolean(),
})

const anyDesired: fc.Arbitrary<DesiredAccount> = fc.record({ profile, keys: fc.uniqueArray(entitlement) }).map(({ profile, keys }) => ({
  attributes: { userName: 'ada', ...profile },
  entitlements: new Map(keys.map((key) => [key, [`rule ${key}`]])),
  rules: ['everyone'],
}))

const instant = fc.integer({ min: -10, max: 10 }).map((days) => new Date(start + days * day))

const anyFacts: fc.Arbitrary<PlanFacts> = fc
  .record({
    status: fc.constantFrom(...personStatuses),
    presence: fc.constantFrom('present', 'missing'),
    window: fc.option(fc.record({ from: instant, to: fc.option(instant, { nil: undefined }) }), { nil: undefined }),
    wanted: fc.uniqueArray(fc.tuple(appName, anyDesired), { selector: ([app]) => app }),
    named: fc.uniqueArray(fc.tuple(appName, fc.uniqueArray(entitlement)), { selector: ([app]) => app }),
    accounts: fc.uniqueArray(anyAccount, { selector: ({ app, nativeId }) => `${app} ${nativeId}` }),
    takenUserNames: fc.uniqueArray(appName),
  })
  .map(({ wanted, named, takenUserNames, ...rest }) => ({
    ...rest,
    person,
    at: new Date(start),
    desired: new Map(wanted),
    // What policy grants is by definition among what it names.
    known: new Map(
      [...new Set([...named, ...wanted].map(([app]) => app))].map((app) => [
        app,
        new Set([
          ...named.filter(([one]) => one === app).flatMap(([, keys]) => keys),
          ...wanted.filter(([one]) => one === app).flatMap(([, { entitlements }]) => [...entitlements.keys()]),
        ]),
      ]),
    ),
    takenUserNames: new Set(takenUserNames),
  }))

function hashOf(facts: PlanFacts): string {
  const outcome = planAccess(facts)
  return outcome.kind === 'plan' ? planHash(outcome.plan) : outcome.kind
}

function shuffled(facts: PlanFacts): PlanFacts {
  const turned = facts.accounts.toReversed().map((account) => ({ ...account, entitlements: account.entitlements.toReversed() }))
  return { ...facts, accounts: turned, desired: new Map([...facts.desired].toReversed()) }
}

/** The apps after an agent has done the whole plan. */
function applied(plan: Plan, accounts: readonly ObservedAccount[]): readonly ObservedAccount[] {
  return plan.apps.reduce(appliedIn, accounts)
}

function appliedIn(accounts: readonly ObservedAccount[], { app, account, steps }: AppPlan): readonly ObservedAccount[] {
  const isMeant = (one: ObservedAccount) => one.app === app && one.nativeId === account.nativeId
  const before = accounts.find(isMeant) ?? emptyAccount(app, account.userName)
  return [...accounts.filter((one) => !isMeant(one)), steps.reduce((state, { step }) => afterStep(state, step), before)]
}

function emptyAccount(app: string, userName: string): ObservedAccount {
  return { app, nativeId: 'new', userName, active: false, profile: {}, entitlements: [], protected: false }
}

function afterStep(account: ObservedAccount, step: Step): ObservedAccount {
  switch (step.verb) {
    case 'account.create':
      return { ...account, active: true, profile: step.draft.profile }
    case 'account.restore':
      return { ...account, active: true }
    case 'account.suspend':
      return { ...account, active: false }
    case 'profile.update':
      return { ...account, profile: { ...account.profile, ...step.profile } }
    case 'entitlement.grant':
      return { ...account, entitlements: [...account.entitlements, step.entitlement] }
    case 'entitlement.revoke':
      return { ...account, entitlements: account.entitlements.filter((key) => key !== step.entitlement) }
    case 'account.list':
    case 'account.read':
      return account
  }
}
