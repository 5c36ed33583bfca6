import { describe, expect, test } from 'vitest'
import { checkGuard, defaultGuardLimits, type GuardQuestion } from './check-guard.ts'
import { noChanges, type RecentChanges } from './guard-changes.ts'
import type { Plan, PlannedStep } from './plan.ts'

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
    expect(checkGuard(question({ day: { people: others(before) }, activePeople: active })).kind).toBe(verdict)
  })

  test('someone who is counted already does not count twice', () => {
    const people = new Set([...others(24), person])
    expect(checkGuard(question({ day: { people }, activePeople: 500 })).kind).toBe('clear')
  })

  test('may go on the day after, until the week is full', () => {
    expect(checkGuard(question({ week: { people: others(5) } })).kind).toBe('clear')
    expect(checkGuard(question({ week: { people: others(6) } }))).toEqual({
      kind: 'held',
      tripped: [{ counter: 'people', window: 'week', count: 7, limit: 6 }],
    })
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
    const day = { accounts: new Map([['wiki', others(before)]]) }
    expect(checkGuard(question({ day, accountsPerApp: new Map([['wiki', accounts]]) })).kind).toBe(verdict)
  })

  test('the verdict names every limit that would be passed', () => {
    const day = { people: others(3), accounts: new Map([['wiki', others(3)]]) }
    expect(checkGuard(question({ day }))).toEqual({
      kind: 'held',
      tripped: [
        { counter: 'people', window: 'day', count: 4, limit: 3 },
        { counter: 'accounts', window: 'day', app: 'wiki', count: 4, limit: 3 },
      ],
    })
  })
})

describe('each kind of change is counted by itself', () => {
  const admins = { step: { verb: 'entitlement.grant', entitlement: 'admins' }, because: [], why: [] } as const
  const rename = { step: { verb: 'account.rename', userName: 'ada' }, because: [], why: [] } as const
  const remove = { step: { verb: 'account.delete' }, because: [], why: [] } as const

  test.each([
    ['privileges', admins, { privileges: others(3) }],
    ['renames', rename, { renames: others(3) }],
    ['deletions', remove, { deletions: others(3) }],
  ] as const)('%s hold', (counter, step, day) => {
    const plan = planWith('mover', step)
    expect(checkGuard(question({ plan, isPrivileged: (_, key) => key === 'admins' })).kind).toBe('clear')
    expect(checkGuard(question({ plan, day, isPrivileged: (_, key) => key === 'admins' }))).toEqual({
      kind: 'held',
      tripped: [{ counter, window: 'day', count: 4, limit: 3 }],
    })
  })

  test('a grant that is not privileged counts as nothing', () => {
    expect(checkGuard(question({ plan: planWith('mover', admins), day: { privileges: others(1000), people: others(1000) } }))).toEqual(
      clear,
    )
  })

  test('creations are told of and hold nothing: hires go on', () => {
    const create = { verb: 'account.create', draft: { userName: 'ada', externalId: person, profile: {} } } as const
    const plan = planWith('mover', { step: create, because: [], why: [] })
    expect(checkGuard(question({ plan, day: { creations: others(10) } }))).toEqual({
      kind: 'clear',
      warnings: [{ counter: 'creations', window: 'day', count: 11, limit: 10 }],
    })
  })
})

describe('what is not held', () => {
  const day = { people: others(1000), accounts: new Map([['wiki', others(1000)]]) }

  test('a joiner, however many others were given what is privileged', () => {
    const admins = { step: { verb: 'entitlement.grant', entitlement: 'admins' }, because: [], why: [] } as const
    const asked = question({ day: { privileges: others(1000) }, plan: planWith('joiner', admins), isPrivileged: () => true })
    expect(checkGuard(asked)).toMatchObject({ kind: 'clear', warnings: [{ counter: 'privileges' }] })
  })

  test('but a joiner who loses something is held like anybody', () => {
    expect(checkGuard(question({ day, plan: planWith('joiner', suspend) })).kind).toBe('held')
  })

  test('an order for cause', () => {
    expect(checkGuard(question({ day, isForCause: true })).kind).toBe('clear')
  })

  test('a security lock: an account in the wrong hands does not wait', () => {
    expect(checkGuard(question({ day, plan: planWith('hold', suspend) })).kind).toBe('clear')
  })

  test('a leave is', () => {
    expect(checkGuard(question({ day, plan: planWith('leave', suspend) })).kind).toBe('held')
  })

  test('a mover who loses is', () => {
    expect(checkGuard(question({ day, plan: planWith('mover', suspend) })).kind).toBe('held')
  })
})

const clear = { kind: 'clear', warnings: [] }
const suspend: PlannedStep = { step: { verb: 'account.suspend' }, because: ['over'], why: [] }

interface Overrides extends Partial<Omit<GuardQuestion, 'recent'>> {
  readonly day?: Partial<RecentChanges>
  readonly week?: Partial<RecentChanges>
}

function question({ day = {}, week = {}, ...overrides }: Overrides): GuardQuestion {
  return {
    person,
    plan: planWith('leaver', suspend),
    recent: { day: { ...noChanges, ...day }, week: { ...noChanges, ...week } },
    activePeople: 10,
    accountsPerApp: new Map([['wiki', 10]]),
    limits: defaultGuardLimits,
    isPrivileged: () => false,
    isForCause: false,
    ...overrides,
  }
}

function planWith(kind: Plan['kind'], step: PlannedStep): Plan {
  const app = { app: 'wiki', account: { nativeId: 'mine', userName: 'ada' }, steps: [step], stage: 0, requires: [], approval: null }
  return { kind, apps: [app], tasks: [], left: [], lost: [], approval: null }
}

function others(count: number): ReadonlySet<string> {
  return new Set(Array.from({ length: count }, (_, index) => `other-${index}`))
}
