import { toCivilDate } from '@rollcall/shared/civil-date'
import type { EngagementFacts, PersonFacts } from '@rollcall/shared/person'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyPlan } from '../../test/apply-plan.ts'
import { accountOfAda, ada, mostVerbs } from '../../test/plan-facts.ts'
import type { PlanOutcome } from '../planning/plan-access.ts'
import type { ObservedAccount } from '../planning/plan-facts.ts'
import { knownAccess } from '../policy/evaluate-policy.ts'
import { parsePolicy } from '../policy/parse-policy.ts'
import { assessPerson, nothingElse, type ObservedPerson } from './assess-person.ts'

const policy = parsePolicy(`version: 1
company: { timeZone: Europe/Berlin }
apps:
  wiki:
    title: Wiki
    account: { userName: person.workEmail, department: person.department }
    leave: { afterDays: 14, action: suspend }
    leaver: { deleteAfterDays: 30 }
    entitlements: { sales: {}, engineers: {}, admins: { privileged: true } }
  crm:
    title: CRM
    graceDays: 3
    account: { userName: person.workEmail }
    entitlements: { sellers: {}, leads: {} }
rules:
  - { name: everyone, when: "true", grant: [wiki] }
  - { name: sales, when: "person.department == 'Sales'", grant: [wiki/sales, wiki/admins, crm/sellers] }
  - { name: engineers, when: "person.department == 'Engineering'", grant: [wiki/engineers] }
  - { name: leads, when: "person.title == 'Lead'", grant: [crm/leads] }
`)
const dayMs = 86_400_000
const first = Date.parse('2026-01-05T09:00:00Z')
const lastly = new Date('2026-06-01T09:00:00Z')
/** Every handover is over by then. */
const settled = new Date(lastly.getTime() + 40 * dayMs)

test('however HR came to say what it says, the same words at the same time give the same access', () => {
  fc.assert(
    fc.property(anyHistory, ({ earlier, another, now }) => {
      expect(inShort(assess({ earlier: another, now, accounts: [] }, lastly))).toEqual(
        inShort(assess({ earlier, now, accounts: [] }, lastly)),
      )
    }),
    { numRuns: 300 },
  )
})

test('and, once every handover is over, the same plan, whatever the person holds by then', () => {
  fc.assert(
    fc.property(anyHistory, anyAccounts, ({ earlier, another, now }, accounts) => {
      expect(inShort(assess({ earlier: another, now, accounts }, settled))).toEqual(inShort(assess({ earlier, now, accounts }, settled)))
    }),
    { numRuns: 300 },
  )
})

test('somebody whose plan was done needs none, at that moment and at the next look', () => {
  fc.assert(
    fc.property(anyHistory, anyAccounts, fc.integer({ min: 0, max: 40 }), ({ earlier, now }, accounts, daysLater) => {
      const at = new Date(lastly.getTime() + daysLater * dayMs)
      const outcome = assess({ earlier, now, accounts }, at)
      const done = outcome.kind === 'plan' ? applyPlan(accounts, outcome.plan, at) : accounts
      expect(inShort(assess({ earlier, now, accounts: done }, at))).toEqual({ kind: 'nothing' })
      const afterwards = inShort(assess({ earlier, now, accounts: done }, settled))
      const again = applied(assess({ earlier, now, accounts: done }, settled), done)
      expect(inShort(assess({ earlier, now, accounts: again }, settled))).toEqual({ kind: 'nothing' })
      if (at.getTime() === settled.getTime()) expect(afterwards).toEqual({ kind: 'nothing' })
    }),
    { numRuns: 300 },
  )
})

interface History {
  readonly earlier: readonly PersonFacts[]
  readonly now: PersonFacts
}

function assess({ earlier, now, accounts }: History & Pick<ObservedPerson, 'accounts'>, at: Date): PlanOutcome {
  const times = [...earlier.map((_, index) => new Date(first + index * 7 * dayMs)), lastly]
  const versions = earlier.map((facts, index) => ({
    facts,
    presence: 'present' as const,
    recordedAt: times[index] ?? lastly,
    supersededAt: times[index + 1] ?? lastly,
  }))
  const person: ObservedPerson['person'] = {
    id: ada,
    facts: now,
    presence: 'present' as const,
    recordedAt: lastly,
    firstRecordedAt: new Date(first),
    factsDigest: '',
    snapshotsMissed: 0,
    saidToHaveLeft: false,
  }
  const verbs = new Map([...policy.apps.keys()].map((app) => [app, mostVerbs]))
  const context = { policy, known: knownAccess(policy), at, isTaken: () => false, verbs }
  return assessPerson({ ...nothingElse, person, versions, accounts }, context).outcome
}

function applied(outcome: PlanOutcome, accounts: readonly ObservedAccount[]): readonly ObservedAccount[] {
  return outcome.kind === 'plan' ? applyPlan(accounts, outcome.plan, settled) : accounts
}

/** Without the words: since when HR has said something is what histories do differ in. */
function inShort(outcome: PlanOutcome): unknown {
  if (outcome.kind !== 'plan') return outcome
  const { plan } = outcome
  return { ...plan, apps: plan.apps.map((app) => ({ ...app, steps: app.steps.map(({ step, because }) => ({ step, because })) })) }
}

const anyEngagement: fc.Arbitrary<Partial<EngagementFacts>> = fc.record(
  {
    department: fc.constantFrom('Sales', 'Engineering', 'Support'),
    title: fc.constantFrom('Lead', 'Clerk'),
    managerKey: fc.constantFrom('7', '8'),
  },
  { requiredKeys: [] },
)

const anyFacts = fc
  .record({ engagement: anyEngagement, workEmail: fc.constantFrom('ada@example.test', 'byron@example.test') })
  .map(({ engagement, workEmail }) => factsOf(engagement, workEmail))

/** What HR says now: perhaps that they are on leave, or that they have left. */
const anyNow = fc
  .record({
    facts: anyFacts,
    turn: fc.constantFrom({}, {}, { leaveFrom: toCivilDate('2026-05-01') }, { endDate: toCivilDate('2026-05-29') }),
  })
  .map(({ facts, turn }) => ({ ...facts, engagements: facts.engagements.map((engagement) => ({ ...engagement, ...turn })) }))

/** The same statements in two orders, and the last one. */
const anyHistory = fc.array(anyFacts, { maxLength: 4 }).chain((earlier) =>
  fc.record({
    earlier: fc.constant(earlier),
    another: fc.shuffledSubarray(earlier, { minLength: earlier.length, maxLength: earlier.length }),
    now: anyNow,
  }),
)

const anyAccount = (app: string, keys: readonly string[]) =>
  fc
    .record({
      active: fc.boolean(),
      created: fc.boolean(),
      userName: fc.constantFrom('ada@example.test', 'byron@example.test', 'chosen'),
      entitlements: fc.uniqueArray(fc.constantFrom(...keys, 'by hand')),
      given: fc.uniqueArray(fc.constantFrom(...keys)).map((some) => new Set<string>(some)),
    })
    .map((account) => accountOfAda({ app, profile: {}, ...account }))

const anyAccounts = fc
  .tuple(
    fc.option(anyAccount('wiki', ['sales', 'engineers', 'admins']), { nil: undefined }),
    fc.option(anyAccount('crm', ['sellers', 'leads']), { nil: undefined }),
  )
  .map((some) => some.filter((account) => account !== undefined))

function factsOf(engagement: Partial<EngagementFacts>, workEmail: string): PersonFacts {
  const only: EngagementFacts = { engagementKey: 'e1', type: 'employee', startDate: toCivilDate('2020-01-01'), ...engagement }
  return { personKey: '1', givenName: 'Ada', familyName: 'Byron', workEmail, engagements: [only] }
}
