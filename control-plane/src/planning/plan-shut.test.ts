import type { CaseKind } from '@rollcall/shared/case-kinds'
import { toCivilDate } from '@rollcall/shared/civil-date'
import { describe, expect, test } from 'vitest'
import { applyPlan } from '../../test/apply-plan.ts'
import { accountOfAda, appFacts, factsOfAda, inJune, mostVerbs, planInWords, planOf, spring, wiki } from '../../test/plan-facts.ts'
import { planAccess } from './plan-access.ts'
import type { PlanFacts } from './plan-facts.ts'

const noOrders = { forCause: false, securityHold: false, legalHold: false }
const both = ['account.suspend', 'sessions.end']
const offFor = (kind: CaseKind) => accountOfAda({ active: false, suspended: { kind, at: new Date('2026-05-01T12:00:00Z') } })
const offByHand = accountOfAda({ active: false })

const comes = {
  leaver: { at: spring.to },
  'leaver for cause': { orders: { ...noOrders, forCause: true } },
  hold: { orders: { ...noOrders, securityHold: true } },
  leave: { status: 'leave', leaveFrom: { date: toCivilDate('2026-05-01'), zone: 'UTC' }, desired: wiki() },
} as const satisfies Record<string, Partial<PlanFacts>>

describe('an account that is off already', () => {
  test.each([
    ['leave', 'leaver', both, 'leaver'],
    ['leave', 'leaver for cause', both, 'leaver'],
    ['leave', 'hold', both, 'hold'],
    ['hold', 'leaver', both, 'leaver'],
    ['hold', 'leave', ['account.suspend'], 'leave'],
    ['mover', 'leaver', both, 'leaver'],
    ['mover', 'hold', both, 'hold'],
    ['mover', 'leave', undefined, 'mover'],
    ['leaver', 'leaver', undefined, 'leaver'],
    ['leaver', 'hold', undefined, 'leaver'],
    ['leaver', 'leave', undefined, 'leaver'],
  ] as const)('for a %s, when a %s comes', (was, turn, steps, becomes) => {
    const facts = { ...comes[turn], accounts: [offFor(was)] }
    const plan = planOf(facts)
    expect(plan?.apps.flatMap((app) => app.steps.map(({ step }) => step.verb))).toEqual(steps)
    const accounts = plan === undefined ? facts.accounts : applyPlan(facts.accounts, plan, inJune)
    expect(accounts.map(({ suspended }) => suspended?.kind)).toEqual([becomes])
    // Planning twice is planning once.
    expect(planAccess(factsOfAda({ ...facts, accounts }))).toEqual({ kind: 'nothing' })
  })

  test.each(['leaver', 'leaver for cause', 'hold'] as const)(
    'since somebody else switched it off stays theirs, and its sessions end once, when a %s comes',
    (turn) => {
      const facts = { ...comes[turn], accounts: [offByHand] }
      expect(planInWords(facts)).toMatchObject({ wiki: ['sessions.end'] })
      const plan = planOf(facts)
      const accounts = plan === undefined ? [] : applyPlan(facts.accounts, plan, inJune)
      expect(accounts).toMatchObject([{ active: false, suspended: undefined }])
      expect(planAccess(factsOfAda({ ...facts, accounts }))).toEqual({ kind: 'nothing' })
    },
  )

  test('since somebody else switched it off is left alone where nothing can be done, or the end was before our time', () => {
    const verbs = new Set([...mostVerbs].filter((verb) => verb !== 'sessions.end'))
    expect(planOf({ ...comes.hold, accounts: [offByHand], apps: new Map([['wiki', appFacts({ verbs })]]) })).toBeUndefined()
    expect(planOf({ ...comes.hold, accounts: [{ ...offByHand, protected: true }] })).toBeUndefined()
    expect(planOf({ ...comes.leaver, accounts: [offByHand], knownSince: new Date(spring.to.getTime() + 1) })).toBeUndefined()
    expect(planOf({ ...comes.leaver, accounts: [offByHand], status: 'never_started', window: undefined })).toBeUndefined()
  })

  test('is taken over where the app ends no sessions, too', () => {
    const verbs = new Set([...mostVerbs].filter((verb) => verb !== 'sessions.end'))
    const apps = new Map([['wiki', appFacts({ verbs })]])
    expect(planInWords({ ...comes.leaver, apps, accounts: [offFor('leave')] })).toEqual({ kind: 'leaver', wiki: ['account.suspend'] })
  })
})

describe('sessions', () => {
  const ends = (endSessions: boolean) => new Map([['wiki', appFacts({ leaver: { endSessions, deleteAfterDays: null, tasks: [] } })]])

  test('end with an app that somebody loses by a move or an exception, where policy ends those of leavers', () => {
    const accounts = [accountOfAda({})]
    expect(planInWords({ accounts, apps: ends(true) })).toEqual({ kind: 'mover', wiki: both })
    expect(planInWords({ accounts, apps: ends(false) })).toEqual({ kind: 'mover', wiki: ['account.suspend'] })
    const withheld = { accounts, withheld: new Set(['wiki']), grace: new Map([['wiki', spring.to]]) }
    expect(planInWords({ ...withheld, apps: ends(true) })).toEqual({ kind: 'mover', wiki: both })
  })
})
