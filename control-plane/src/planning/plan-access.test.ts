import { describe, expect, test } from 'vitest'
import type { DesiredAccount } from '../policy/evaluate-policy.ts'
import { planAccess } from './plan-access.ts'
import type { ObservedAccount, PlanFacts } from './plan-facts.ts'

const person = 'per_00000000000000000000000000000001'
const window = { from: new Date('2026-03-02T00:00:00Z'), to: new Date('2026-11-30T17:00:00Z') }
const during = new Date('2026-06-01T12:00:00Z')
const after = window.to

describe('a joiner', () => {
  test('gets an account and its entitlements in one ordered job per app', () => {
    expect(planAccess(facts({ desired: new Map([['wiki', app({ entitlements: ['writers', 'readers'] })]]) }))).toEqual({
      kind: 'plan',
      plan: {
        kind: 'joiner',
        left: [],
        apps: [
          {
            app: 'wiki',
            account: { externalId: person, userName: 'ada' },
            steps: [
              {
                step: { verb: 'account.create', draft: { userName: 'ada', externalId: person, profile: { displayName: 'Ada' } } },
                because: ['everyone'],
              },
              { step: { verb: 'entitlement.grant', entitlement: 'readers' }, because: ['rule-readers'] },
              { step: { verb: 'entitlement.grant', entitlement: 'writers' }, because: ['rule-writers'] },
            ],
          },
        ],
      },
    })
  })

  test('gets nothing before the window opens', () => {
    const desired = new Map([['wiki', app({})]])
    expect(planAccess(facts({ desired, at: new Date(window.from.getTime() - 1) })).kind).toBe('nothing')
    expect(planAccess(facts({ desired, at: window.from })).kind).toBe('plan')
  })

  test('who returns loses what was left over before the account is switched on again', () => {
    const accounts = [account({ active: false, entitlements: ['admins', 'readers'], profile: { displayName: 'Ada L.' } })]
    expect(verbs({ desired: new Map([['wiki', app({ entitlements: ['readers', 'writers'] })]]), accounts })).toEqual({
      kind: 'joiner',
      wiki: ['entitlement.revoke admins', 'account.restore', 'profile.update', 'entitlement.grant writers'],
    })
  })

  test('for whom HR lacks what the user name is made of is asked about', () => {
    const desired = new Map([['wiki', { ...app({}), attributes: { userName: '' } }]])
    expect(planAccess(facts({ desired }))).toEqual({
      kind: 'plan',
      plan: { kind: 'joiner', apps: [], left: [{ app: 'wiki', reason: 'user_name_missing' }] },
    })
  })

  test('whose user name belongs to somebody else is asked about', () => {
    const outcome = planAccess(facts({ desired: new Map([['wiki', app({})]]), takenUserNames: new Set(['wiki']) }))
    expect(outcome).toEqual({ kind: 'plan', plan: { kind: 'joiner', apps: [], left: [{ app: 'wiki', reason: 'user_name_taken' }] } })
  })
})

describe('a mover', () => {
  test('changes what differs and nothing else', () => {
    const accounts = [account({ entitlements: ['readers', 'admins', 'book club'], profile: { displayName: 'Ada L.', title: 'Countess' } })]
    const outcome = planAccess(facts({ desired: new Map([['wiki', app({ entitlements: ['readers', 'writers'] })]]), accounts }))
    expect(outcome.kind === 'plan' && outcome.plan.apps[0]?.steps).toEqual([
      { step: { verb: 'profile.update', profile: { displayName: 'Ada' } }, because: ['everyone'] },
      { step: { verb: 'entitlement.grant', entitlement: 'writers' }, because: ['rule-writers'] },
      { step: { verb: 'entitlement.revoke', entitlement: 'admins' }, because: ['no rule grants it'] },
    ])
  })

  test('loses an app that no rule grants any more, sign-in first', () => {
    expect(verbs({ accounts: [account({ entitlements: ['admins', 'book club'] })] })).toEqual({
      kind: 'mover',
      wiki: ['account.suspend', 'entitlement.revoke admins'],
    })
  })

  test('keeps an app that policy never names', () => {
    expect(planAccess(facts({ accounts: [account({ app: 'chess' })] })).kind).toBe('nothing')
  })

  test('keeps a second account in an app as it is', () => {
    const accounts = [account({ nativeId: 'b' }), account({ nativeId: 'a', active: false })]
    expect(planAccess(facts({ desired: new Map([['wiki', app({})]]), accounts })).kind).toBe('nothing')
  })
})

describe('a leaver', () => {
  test('is signed out of every app from the cut-off on, also of those that policy never names', () => {
    const accounts = [account({ entitlements: ['writers', 'book club'] }), account({ app: 'chess' })]
    const desired = new Map([['wiki', app({ entitlements: ['writers'] })]])
    expect(planAccess(facts({ desired, accounts, at: new Date(after.getTime() - 1) })).kind).toBe('nothing')
    expect(verbs({ desired, accounts, at: after })).toEqual({
      kind: 'leaver',
      chess: ['account.suspend'],
      wiki: ['account.suspend', 'entitlement.revoke writers'],
    })
  })

  test('whose suspended account still holds something loses that', () => {
    expect(verbs({ accounts: [account({ active: false, entitlements: ['admins'] })], status: 'terminated' })).toEqual({
      kind: 'leaver',
      wiki: ['entitlement.revoke admins'],
    })
  })

  test('who never started is one', () => {
    expect(verbs({ accounts: [account({})], status: 'never_started' })).toEqual({ kind: 'leaver', wiki: ['account.suspend'] })
  })

  test('keeps a protected account, and a person is asked', () => {
    const outcome = planAccess(facts({ accounts: [account({ protected: true })], status: 'terminated' }))
    expect(outcome).toEqual({
      kind: 'plan',
      plan: { kind: 'leaver', apps: [], left: [{ app: 'wiki', nativeId: 'n1', reason: 'protected' }] },
    })
  })
})

describe('what is not known', () => {
  test('a status that HR contradicts changes nothing, whatever the dates say', () => {
    expect(planAccess(facts({ accounts: [account({})], status: 'unknown', at: after }))).toEqual({ kind: 'unclear' })
    expect(planAccess(facts({ accounts: [account({})], window: undefined }))).toEqual({ kind: 'unclear' })
  })

  test('a row that vanished is not a termination and grants nothing', () => {
    expect(planAccess(facts({ accounts: [account({})], presence: 'missing' })).kind).toBe('absent')
    expect(planAccess(facts({ desired: new Map([['wiki', app({})]]), presence: 'missing' })).kind).toBe('absent')
  })

  test('an end that HR had stated before the row vanished still counts', () => {
    expect(verbs({ accounts: [account({})], presence: 'missing', at: after })).toEqual({ kind: 'leaver', wiki: ['account.suspend'] })
  })
})

function facts(overrides: Partial<PlanFacts>): PlanFacts {
  return {
    person,
    status: 'active',
    presence: 'present',
    window,
    desired: new Map(),
    known: new Map([['wiki', new Set(['readers', 'writers', 'admins'])]]),
    accounts: [],
    takenUserNames: new Set(),
    at: during,
    ...overrides,
  }
}

function app({ entitlements = [] }: { entitlements?: readonly string[] }): DesiredAccount {
  return {
    attributes: { userName: 'ada', displayName: 'Ada' },
    entitlements: new Map(entitlements.map((key) => [key, [`rule-${key}`]])),
    rules: ['everyone'],
  }
}

function account(overrides: Partial<ObservedAccount>): ObservedAccount {
  const profile = { displayName: 'Ada' }
  return { app: 'wiki', nativeId: 'n1', userName: 'ada', active: true, profile, entitlements: [], protected: false, ...overrides }
}

/** A plan in words: its kind, and per app the verbs with their entitlement. */
function verbs(overrides: Partial<PlanFacts>): Record<string, unknown> {
  const outcome = planAccess(facts(overrides))
  if (outcome.kind !== 'plan') return { kind: outcome.kind }
  const word = (step: { verb: string; entitlement?: string }) =>
    [step.verb, step.entitlement].filter((part) => part !== undefined).join(' ')
  return {
    kind: outcome.plan.kind,
    ...Object.fromEntries(outcome.plan.apps.map(({ app, steps }) => [app, steps.map(({ step }) => word(step))])),
  }
}
