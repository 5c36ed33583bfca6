import { describe, expect, test } from 'vitest'
import { checkGuard, defaultGuardLimits, type GuardQuestion, type RecentDestruction } from './check-guard.ts'
import type { AppPlan, Plan } from './plan.ts'

const nobody: RecentDestruction = { people: new Set(), accounts: new Map() }
const person = 'per_00000000000000000000000000000000'

describe('people in a rolling day', () => {
  test.each([
    { active: 1, before: 2, verdict: 'clear' },
    { active: 1, before: 3, verdict: 'held' },
    { active: 79, before: 3, verdict: 'held' },
    { active: 80, before: 3, verdict: 'clear' },
    { active: 80, before: 4, verdict: 'held' },
    { active: 120, before: 5, verdict: 'clear' },
    { active: 120, before: 6, verdict: 'held' },
    { active: 139, before: 6, verdict: 'held' },
    { active: 140, before: 6, verdict: 'clear' },
    { active: 500, before: 24, verdict: 'clear' },
    { active: 500, before: 25, verdict: 'held' },
    { active: 100_000, before: 25, verdict: 'held' },
  ])('of $active, after $before others, one more is $verdict', ({ active, before, verdict }) => {
    const recent = { people: names('per', before), accounts: new Map() }
    expect(checkGuard(question({ recent, activePeople: active })).kind).toBe(verdict)
  })

  test('someone who is counted already does not count twice', () => {
    const recent = { people: new Set([...names('per', 24), person]), accounts: new Map() }
    expect(checkGuard(question({ recent, activePeople: 500 })).kind).toBe('clear')
  })
})

describe('accounts in one app in a rolling day', () => {
  test.each([
    { accounts: 5, before: 2, verdict: 'clear' },
    { accounts: 5, before: 3, verdict: 'held' },
    { accounts: 39, before: 3, verdict: 'held' },
    { accounts: 40, before: 3, verdict: 'clear' },
    { accounts: 200, before: 19, verdict: 'clear' },
    { accounts: 200, before: 20, verdict: 'held' },
  ])('of $accounts, after $before others, one more is $verdict', ({ accounts, before, verdict }) => {
    const recent = { people: new Set<string>(), accounts: new Map([['wiki', names('account', before)]]) }
    expect(checkGuard(question({ recent, accountsPerApp: new Map([['wiki', accounts]]) })).kind).toBe(verdict)
  })

  test('the verdict names every limit that would be passed', () => {
    const recent = { people: names('per', 3), accounts: new Map([['wiki', names('account', 3)]]) }
    expect(checkGuard(question({ recent }))).toEqual({
      kind: 'held',
      tripped: [
        { counter: 'people', count: 4, limit: 3 },
        { counter: 'accounts', app: 'wiki', count: 4, limit: 3 },
      ],
    })
  })
})

describe('what is not held', () => {
  const full: RecentDestruction = { people: names('per', 1000), accounts: new Map([['wiki', names('account', 1000)]]) }

  test('a joiner, even where a stale entitlement goes with it', () => {
    expect(checkGuard(question({ recent: full, plan: { ...plan('wiki'), kind: 'joiner' } })).kind).toBe('clear')
  })

  test('a mover who only gains', () => {
    const gains: Plan = {
      kind: 'mover',
      apps: [{ ...appPlan('wiki'), steps: [{ step: { verb: 'entitlement.grant', entitlement: 'editors' }, because: ['editors'] }] }],
      left: [],
    }
    expect(checkGuard(question({ recent: full, plan: gains })).kind).toBe('clear')
  })

  test('a mover who loses is', () => {
    expect(checkGuard(question({ recent: full, plan: { ...plan('wiki'), kind: 'mover' } })).kind).toBe('held')
  })
})

function question(overrides: Partial<GuardQuestion>): GuardQuestion {
  return {
    person,
    plan: plan('wiki'),
    recent: nobody,
    activePeople: 10,
    accountsPerApp: new Map([['wiki', 10]]),
    limits: defaultGuardLimits,
    ...overrides,
  }
}

function plan(app: string): Plan {
  return { kind: 'leaver', apps: [appPlan(app)], left: [] }
}

function appPlan(app: string): AppPlan {
  return { app, account: { nativeId: 'mine', userName: 'ada' }, steps: [{ step: { verb: 'account.suspend' }, because: ['over'] }] }
}

function names(prefix: string, count: number): ReadonlySet<string> {
  return new Set(Array.from({ length: count }, (_, index) => `${prefix}-${index}`))
}
