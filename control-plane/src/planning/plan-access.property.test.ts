import { toCivilDate } from '@rollcall/shared/civil-date'
import { isDestructive, type Verb, verbs } from '@rollcall/shared/connector/verbs'
import type { Step } from '@rollcall/shared/job'
import { personStatuses } from '@rollcall/shared/person'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyPlan } from '../../test/apply-plan.ts'
import { ada, appFacts, inTest, mostVerbs } from '../../test/plan-facts.ts'
import type { DesiredAccount } from '../policy/evaluate-policy.ts'
import { accessPhase } from './access-phase.ts'
import type { Plan } from './plan.ts'
import { type PlanOutcome, planAccess } from './plan-access.ts'
import type { ObservedAccount, PlanFacts } from './plan-facts.ts'
import { planHash } from './plan-hash.ts'
import { isSuspendedByLeave } from './plan-leave.ts'

const start = Date.parse('2026-01-01T00:00:00Z')
const day = 86_400_000

test('the same facts give the same plan', () => {
  fc.assert(fc.property(anyFacts, (facts) => hashOf(shuffled(facts)) === hashOf(facts)))
})

test('planning twice is planning once', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      expect(planAccess(facts)).toEqual(planAccess(facts))
    }),
  )
})

test('once a plan is applied, by agents, approvers and people, there is nothing left to plan but what is left out', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const outcome = planAccess(facts)
      if (outcome.kind !== 'plan') return
      const done = afterPlan(facts, outcome.plan)
      const again = planAccess(done)
      if (again.kind === 'plan') expect(stepsOf(again.plan).filter((verb) => verb !== 'account.delete')).toEqual([])
      // A deletion waits for what people hand over, and so comes in a plan of its own.
      const last = again.kind === 'plan' ? planAccess(afterPlan(done, again.plan)) : again
      if (again.kind === 'plan') expect(last.kind === 'plan' ? stepsOf(last.plan) : []).toEqual([])
      expect(leftWords(last)).toEqual(leftWords(again))
      if (accessPhase(facts) !== 'over') expect(leftWords(again)).toEqual(leftWords(outcome))
    }),
    { numRuns: 1000 },
  )
})

test('nothing changes while the status is unknown, unless an operator ordered it', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const orders = { forCause: false, securityHold: false, legalHold: false }
      expect(planAccess({ ...facts, status: 'unknown', orders })).toEqual({ kind: 'unclear' })
    }),
  )
})

test('somebody inside their window loses only what policy gives no longer, what is withheld, or what a leave or a lock takes', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const outcome = planAccess(facts)
      if (outcome.kind !== 'plan' || accessPhase(facts) !== 'inside') return
      for (const { app, steps } of outcome.plan.apps)
        for (const { step } of steps) if (isDestructive(step.verb)) expect(mayLose(facts, app, step)).toBe(true)
    }),
    { numRuns: 1000 },
  )
})

test('nothing is deleted but for a leaver, by then switched off for long enough, or by us and never used', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const outcome = planAccess(facts)
      const deleting =
        outcome.kind === 'plan' ? outcome.plan.apps.filter(({ steps }) => steps.some(({ step }) => step.verb === 'account.delete')) : []
      for (const { app, account } of deleting) {
        const meant = facts.accounts.find((one) => one.app === app && one.nativeId === account.nativeId)
        expect(accessPhase(facts)).toBe('over')
        expect(facts.orders.legalHold).toBe(false)
        expect(meant?.suspended?.kind === 'leaver' || (meant?.created === true && meant.signedIn === 'never')).toBe(true)
      }
    }),
    { numRuns: 1000 },
  )
})

test('what policy does not name, and jobs of ours did not give, is never taken away', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const outcome = planAccess(facts)
      if (outcome.kind !== 'plan') return
      for (const { app, account, steps } of outcome.plan.apps)
        for (const { step } of steps)
          if (step.verb === 'entitlement.revoke') {
            const isNamed = facts.known.get(app)?.has(step.entitlement) === true || facts.withheld.has(`${app}/${step.entitlement}`)
            const meant = facts.accounts.find((one) => one.app === app && one.nativeId === account.nativeId)
            expect(isNamed || meant?.given.has(step.entitlement) === true).toBe(true)
          }
    }),
  )
})

test('a protected account is in no step', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const outcome = planAccess(facts)
      const plan = outcome.kind === 'plan' ? outcome.plan : undefined
      const touched = [...(plan?.apps ?? []), ...(plan?.tasks ?? [])].map(({ app, account }) => `${app} ${account?.nativeId}`)
      const safe = facts.accounts.filter((account) => account.protected).map(({ app, nativeId }) => `${app} ${nativeId}`)
      expect(touched.filter((one) => safe.includes(one))).toEqual([])
    }),
  )
})

test('every line says why', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const outcome = planAccess(facts)
      const plan = outcome.kind === 'plan' ? outcome.plan : undefined
      const steps = [...(plan?.apps ?? []), ...(plan?.tasks ?? [])].flatMap((part) => part.steps)
      expect(steps.filter(({ why }) => why.length === 0 || why.includes(''))).toEqual([])
    }),
    { numRuns: 1000 },
  )
})

/** What is left out of an account that was only planned is left out of it still when it is there. */
function leftWords(outcome: PlanOutcome): readonly string[] {
  return outcome.kind === 'plan' ? outcome.plan.left.map(({ app, entitlement, reason }) => `${app} ${entitlement ?? ''} ${reason}`) : []
}

function stepsOf({ apps, tasks }: Plan): readonly Verb[] {
  return [...apps, ...tasks].flatMap(({ steps }) => steps.map(({ step }) => step.verb))
}

function mayLose(facts: PlanFacts, app: string, step: Step): boolean {
  const desired = facts.desired.get(app)
  if (step.verb === 'entitlement.revoke' && facts.withheld.has(`${app}/${step.entitlement}`)) return true
  if (step.verb === 'entitlement.revoke')
    return desired?.entitlements.has(step.entitlement) !== true && !facts.undecided.has(`${app}/${step.entitlement}`)
  return desired === undefined || isSuspendedByLeave(facts, app)
}

const apps = ['crm', 'erp', 'wiki'] as const
const keys = ['admins', 'book club', 'readers', 'writers'] as const
const appName = fc.constantFrom(...apps)
const entitlement = fc.constantFrom(...keys)
const grant = fc.constantFrom(...apps, ...apps.flatMap((app) => keys.map((key) => `${app}/${key}`)))
const profile = fc.record({ displayName: fc.constantFrom('Ada', 'Bo', ''), title: fc.constantFrom('Chief', 'Clerk') }, { requiredKeys: [] })
const instant = fc.integer({ min: -40, max: 10 }).map((days) => new Date(start + days * day))
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined })
const rarely = fc.integer({ min: 0, max: 5 }).map((one) => one === 0)

const anyAccount: fc.Arbitrary<ObservedAccount> = fc
  .record({
    app: appName,
    nativeId: fc.constantFrom('1', '2'),
    userName: fc.constantFrom('ada', 'ada.l'),
    active: fc.boolean(),
    profile,
    entitlements: fc.uniqueArray(entitlement),
    protected: rarely,
    created: fc.boolean(),
    given: fc.uniqueArray(entitlement).map((some) => new Set<string>(some)),
    suspended: maybe(fc.record({ kind: fc.constantFrom('leaver', 'leave', 'hold', 'mover'), at: instant })),
    remembered: fc.uniqueArray(entitlement),
    signedIn: maybe(fc.constantFrom('never', 'seen')),
  })
  .map(({ signedIn, suspended, ...rest }) => ({
    ...rest,
    suspended: rest.active ? undefined : suspended,
    ...(signedIn === undefined ? {} : { signedIn }),
  }))

const anyDesired: fc.Arbitrary<DesiredAccount> = fc.record({ profile, keys: fc.uniqueArray(entitlement) }).map(({ profile, keys }) => ({
  attributes: { userName: 'ada', ...profile },
  entitlements: new Map(keys.map((key) => [key, [`rule ${key}`]])),
  exceptional: new Set(),
  rules: ['everyone'],
}))

const anyApp = fc
  .record({
    verbs: fc.oneof(
      fc.constant(mostVerbs),
      fc.constant(undefined),
      fc.subarray([...verbs]).map((some) => new Set<Verb>(some)),
    ),
    prepareAt: maybe(instant),
    formerUserNames: fc.subarray(['ada.l', 'other']).map((some) => new Set(some)),
    order: fc.constantFrom('identity', 'mail', 'app'),
    rename: fc.constantFrom('update', 'task', 'keep'),
    leaver: fc.record({
      endSessions: fc.boolean(),
      deleteAfterDays: fc.constantFrom(null, 0, 30),
      tasks: fc.constantFrom(
        [],
        [{ name: 'files', title: 'Files', instructions: '', assignee: { kind: 'owner' as const }, days: 1, transfers: true }],
      ),
    }),
    leave: fc.record({ afterDays: fc.constantFrom(0, 14), action: fc.constantFrom('keep', 'suspend', 'suspend_and_end_sessions') }),
    approval: fc.constantFrom(null, 'operators'),
  })
  .map(({ verbs: able, approval, ...rest }) => {
    const entitlements = new Map([['admins', { title: 'Admins', owner: null, privileged: true, approval, revokeAfter: null }]])
    return { ...appFacts({ ...rest, entitlements }), verbs: able }
  })

const anyFacts: fc.Arbitrary<PlanFacts> = fc
  .record({
    status: fc.constantFrom(...personStatuses, 'active', 'active', 'leave'),
    presence: fc.constantFrom('present', 'present', 'present', 'missing'),
    window: maybe(fc.record({ from: instant, to: maybe(instant) })),
    wanted: fc.uniqueArray(fc.tuple(appName, anyDesired), { selector: ([app]) => app }),
    named: fc.uniqueArray(fc.tuple(appName, fc.uniqueArray(entitlement)), { selector: ([app]) => app }),
    accounts: fc.uniqueArray(anyAccount, { selector: ({ app, nativeId }) => `${app} ${nativeId}` }),
    takenUserNames: fc.subarray([...apps]),
    undecided: fc.uniqueArray(grant, { maxLength: 3 }),
    withheld: fc.uniqueArray(grant, { maxLength: 2 }),
    refused: fc.uniqueArray(grant, { maxLength: 1 }),
    everGiven: fc.uniqueArray(grant),
    grace: fc.uniqueArray(fc.tuple(grant, instant), { selector: ([key]) => key }),
    settings: fc.tuple(anyApp, anyApp, anyApp),
    orders: fc.record({ forCause: rarely, securityHold: rarely, legalHold: fc.boolean() }),
    leaveFrom: instant,
    isRehire: fc.boolean(),
    knownSince: instant,
    separates: fc.boolean(),
  })
  .map(({ wanted, named, settings, separates, ...rest }) => {
    const withheld = new Set<string>(rest.withheld)
    return {
      ...rest,
      person: ada,
      at: new Date(start),
      // What is withheld is not wanted, by definition, nor what is undecided.
      desired: new Map(wanted.filter(([app]) => !withheld.has(app)).map(([app, account]) => [app, without(account, app, withheld)])),
      // What policy grants is by definition among what it names.
      known: new Map(
        [...new Set([...named, ...wanted].map(([app]) => app))].map((app) => [
          app,
          new Set([
            ...named.filter(([one]) => one === app).flatMap(([, some]) => some),
            ...wanted.filter(([one]) => one === app).flatMap(([, { entitlements }]) => [...entitlements.keys()]),
          ]),
        ]),
      ),
      undecided: new Set(rest.undecided),
      withheld,
      refused: new Set(rest.refused),
      everGiven: new Set(rest.everGiven),
      grace: new Map(rest.grace),
      apps: new Map(apps.map((app, index) => [app, settings[index] ?? appFacts({})])),
      separations: separates
        ? [{ name: 'two hands', one: [{ app: 'wiki', entitlement: 'readers' }], other: [{ app: 'crm', entitlement: 'writers' }] }]
        : [],
      approvals: { restore: 'operators', privileged: null },
      takenUserNames: new Set(rest.takenUserNames),
      leaveFrom: rest.status === 'leave' ? { date: toCivilDate(rest.leaveFrom.toISOString().slice(0, 10)), zone: 'UTC' } : undefined,
      doubts: new Set(),
      settledTasks: new Set(),
      address: '',
      explain: inTest,
    }
  })

function without(account: DesiredAccount, app: string, withheld: ReadonlySet<string>): DesiredAccount {
  return { ...account, entitlements: new Map([...account.entitlements].filter(([key]) => !withheld.has(`${app}/${key}`))) }
}

function hashOf(facts: PlanFacts): string {
  const outcome = planAccess(facts)
  return outcome.kind === 'plan' ? planHash(outcome.plan) : outcome.kind
}

function shuffled(facts: PlanFacts): PlanFacts {
  const turned = facts.accounts.toReversed().map((account) => ({ ...account, entitlements: account.entitlements.toReversed() }))
  return { ...facts, accounts: turned, desired: new Map([...facts.desired].toReversed()), apps: new Map([...facts.apps].toReversed()) }
}

/** The apps after agents and people have done all of it, and the tasks as settled. */
function afterPlan(facts: PlanFacts, plan: Plan): PlanFacts {
  const accounts = applyPlan(facts.accounts, plan, facts.at)
  return { ...facts, accounts, settledTasks: new Set([...facts.settledTasks, ...plan.tasks.map(({ key }) => key)]) }
}
