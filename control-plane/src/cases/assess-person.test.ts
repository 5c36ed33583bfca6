import { type CivilDate, toCivilDate } from '@rollcall/shared/civil-date'
import type { EngagementFacts, PersonFacts } from '@rollcall/shared/person'
import { describe, expect, test } from 'vitest'
import { accountOfAda, ada, mostVerbs } from '../../test/plan-facts.ts'
import { planHash } from '../planning/plan-hash.ts'
import { knownAccess } from '../policy/evaluate-policy.ts'
import { parsePolicy } from '../policy/parse-policy.ts'
import { type AssessmentContext, assessPerson, nothingElse, type ObservedPerson } from './assess-person.ts'

const policy = parsePolicy(`version: 1
company: { timeZone: Europe/Berlin }
apps:
  wiki:
    title: Wiki
    account: { userName: person.workEmail }
    leaver: { deleteAfterDays: 30 }
    entitlements: { sales: {}, engineers: {}, admins: { privileged: true } }
rules:
  - { name: everyone, when: "true", grant: [wiki] }
  - { name: sales, when: "person.department == 'Sales'", grant: [wiki/sales, wiki/admins] }
  - { name: engineers, when: "person.department == 'Engineering'", grant: [wiki/engineers] }
`)
const day = (text: string) => toCivilDate(text)

describe('the past', () => {
  const moved = {
    person: { facts: factsOf({ department: 'Engineering' }), recordedAt: at('2026-06-01') },
    versions: [version({ department: 'Sales' }, '2026-01-01', '2026-06-01')],
    accounts: [account({ entitlements: ['sales', 'admins', 'engineers'] })],
  }

  test('leaves a mover what was given for earlier facts until the grace is over, but nothing privileged', () => {
    expect(stepsOf(moved, at('2026-06-02'))).toEqual(['entitlement.revoke admins'])
    expect(assess(moved, at('2026-06-02')).instants).toContainEqual(
      expect.objectContaining({ kind: 'grace_ends', about: 'wiki/sales', at: at('2026-06-08') }),
    )
    expect(stepsOf(moved, at('2026-06-08'))).toEqual(['entitlement.revoke admins', 'entitlement.revoke sales'])
  })

  test('asks about a grant by hand, and takes it not', () => {
    const byHand = { ...moved, versions: [version({ department: 'Support' }, '2026-01-01', '2026-06-01')] }
    expect(stepsOf(byHand, at('2026-06-08'))).toEqual([])
    expect(assess(byHand, at('2026-06-08')).questions.map(({ kind, details }) => [kind, details['entitlement']])).toEqual([
      ['hand_grant', 'admins'],
      ['hand_grant', 'sales'],
    ])
    expect(assess({ ...byHand, versions: [] }, at('2026-06-08')).questions).toEqual([])
  })

  test('counts a position by the day on which the next one began', () => {
    const positions = [
      { effectiveOn: day('2020-01-01'), department: 'Sales' },
      { effectiveOn: day('2026-06-01'), department: 'Engineering' },
    ]
    const dated = { person: { facts: factsOf({ positions }) }, accounts: [account({ entitlements: ['sales'] })] }
    expect(stepsOf(dated, new Date('2026-05-31T21:59:59Z'))).toEqual(['entitlement.grant admins'])
    const first = assess(dated, new Date('2026-05-31T22:00:00Z'))
    expect(verbsOf(first)).toEqual(['entitlement.grant engineers'])
    expect(first.effectiveAt).toEqual(new Date('2026-05-31T22:00:00Z'))
    expect(stepsOf(dated, new Date('2026-06-07T22:00:00Z'))).toEqual(['entitlement.grant engineers', 'entitlement.revoke sales'])
  })

  test('explains a grant by the fact, who says so and since when', () => {
    const { outcome } = assess({ ...moved, accounts: [account({})] }, at('2026-06-02'))
    const steps = outcome.kind === 'plan' ? outcome.plan.apps.flatMap((app) => app.steps) : []
    expect(steps.map(({ why }) => why)).toEqual([['rule "engineers" because department is "Engineering", says hr since 2026-06-01']])
  })

  test('explains a dated position by its day, and by when it became known', () => {
    const positions = [
      { effectiveOn: day('2020-01-01'), department: 'Sales' },
      { effectiveOn: day('2026-06-01'), department: 'Engineering' },
    ]
    const dated = {
      person: { facts: factsOf({ positions }), recordedAt: at('2026-05-03') },
      versions: [version({ department: 'Sales' }, '2026-01-01', '2026-05-03')],
      accounts: [account({ entitlements: ['sales'] })],
    }
    const engineering = 'department is "Engineering" from 2026-06-01 on, says hr since 2026-05-03'
    expect(whysOf(assess(dated, at('2026-06-09')))).toEqual([
      `rule "engineers" because ${engineering}`,
      `no rule gives "wiki/sales" since ${engineering}; kept 7 days for the handover`,
    ])
  })

  test('says what a mover loses it for, and how long it was kept', () => {
    expect(whysOf(assess(moved, at('2026-06-08')))).toEqual([
      'no rule gives "wiki/admins" since department is "Engineering", says hr since 2026-06-01',
      'no rule gives "wiki/sales" since department is "Engineering", says hr since 2026-06-01; kept 7 days for the handover',
    ])
    expect(planIdOf(moved, at('2026-06-08'))).toBe(planIdOf(moved, at('2026-07-09')))
  })

  test('keeps what a position gave for civil days, also over a change of clocks', () => {
    const positions = [
      { effectiveOn: day('2020-01-01'), department: 'Sales' },
      { effectiveOn: day('2026-03-26'), department: 'Engineering' },
    ]
    const dated = { person: { facts: factsOf({ positions }) }, accounts: [account({ entitlements: ['sales', 'engineers'] })] }
    const midnight = new Date('2026-04-01T22:00:00Z')
    expect(stepsOf(dated, new Date(midnight.getTime() - 1))).toEqual([])
    expect(stepsOf(dated, midnight)).toEqual(['entitlement.revoke sales'])
  })

  test('tells which account follows a rename', () => {
    const renamed = { ...moved, versions: [version({ department: 'Engineering' }, '2026-01-01', '2026-06-01', 'old@example.test')] }
    const verbs = stepsOf(
      { ...renamed, accounts: [account({ userName: 'Old@example.test', entitlements: ['engineers'] })] },
      at('2026-06-02'),
    )
    expect(verbs).toEqual(['account.rename ada@example.test'])
    expect(stepsOf({ ...renamed, accounts: [account({ userName: 'chosen', entitlements: ['engineers'] })] }, at('2026-06-02'))).toEqual([])
  })
})

describe('the start', () => {
  const soon = { person: { facts: factsOf({ startDate: day('2026-06-15'), department: 'Sales' }) } }

  test('is prepared for two working days before, as the person will be then', () => {
    const prepareAt = new Date('2026-06-10T22:00:00Z')
    const { instants, wakeAt, status } = assess(soon, at('2026-06-01'))
    expect([status, wakeAt]).toEqual(['prehire', prepareAt])
    expect(instants.map(({ kind, at: time }) => `${kind} ${time.toISOString()}`)).toEqual([
      'access_starts 2026-06-14T22:00:00.000Z',
      'prepare 2026-06-10T22:00:00.000Z',
    ])
    expect(stepsOf(soon, new Date(prepareAt.getTime() - 1))).toEqual([])
    expect(stepsOf(soon, prepareAt)).toEqual(['account.prepare'])
  })

  test('with a placeholder is warned of two days before', () => {
    const { instants } = assess({ person: { facts: factsOf({ startDate: day('2026-06-15'), department: 'TBD' }) } }, at('2026-06-01'))
    expect(instants.find(({ kind }) => kind === 'placeholder_warning')?.at).toEqual(new Date('2026-06-13T07:00:00Z'))
  })
})

describe('a leave', () => {
  const onLeave = { person: { facts: factsOf({ leaveFrom: day('2026-06-01'), leaveUntil: day('2026-12-31') }) }, accounts: [account({})] }

  test('suspends when it is long enough, and asks when it is very long', () => {
    const suspendsAt = new Date('2026-06-14T22:00:00Z')
    expect(assess(onLeave, at('2026-06-02')).wakeAt).toEqual(suspendsAt)
    expect(stepsOf(onLeave, new Date(suspendsAt.getTime() - 1))).toEqual([])
    const assessment = assess(onLeave, at('2026-07-01'))
    expect([verbsOf(assessment), assessment.effectiveAt]).toEqual([['account.suspend'], suspendsAt])
    expect(assess(onLeave, at('2026-11-27')).questions).toEqual([])
    expect(assess(onLeave, at('2026-11-28')).questions.map(({ kind }) => kind)).toEqual(['long_leave'])
  })
})

describe('a leave that a change of clocks falls into', () => {
  const facts = factsOf({ leaveFrom: day('2026-03-20') })
  const onLeave = { person: { facts, recordedAt: at('2026-03-01') }, accounts: [account({})] }

  test('is counted in civil days: it suspends at midnight', () => {
    const midnight = new Date('2026-04-02T22:00:00Z')
    expect(stepsOf(onLeave, new Date(midnight.getTime() - 1))).toEqual([])
    expect(stepsOf(onLeave, midnight)).toEqual(['account.suspend'])
    expect(assess(onLeave, at('2026-03-21')).instants).toContainEqual(
      expect.objectContaining({ kind: 'leave_is_long', at: new Date('2026-09-15T22:00:00Z') }),
    )
    expect(assess(onLeave, new Date('2026-09-15T21:59:59Z')).questions).toEqual([])
    expect(assess(onLeave, new Date('2026-09-15T22:00:00Z')).questions).toHaveLength(1)
  })

  test('says since when, and what policy lets pass', () => {
    expect(whysOf(assess(onLeave, at('2026-04-10')))).toEqual([
      'on leave from 2026-03-20 on, says hr since 2026-03-01; policy lets access stand for 14 days',
    ])
  })
})

describe('why somebody is out', () => {
  const held = [account({ entitlements: ['engineers'] })]
  const ending = { endDate: day('2026-07-31'), lastWorkingDay: day('2026-06-26') }
  const leaving = { person: { facts: factsOf(ending), recordedAt: at('2026-06-01') }, versions: [version({}, '2026-01-01', '2026-06-01')] }

  test('is the day that decides, who says so and since when, on every line and however late', () => {
    const why = 'access ended 2026-06-26 18:00 Europe/Berlin because the last working day is 2026-06-26, says hr since 2026-06-01'
    const late = { ...leaving, accounts: held }
    expect(whysOf(assess(late, at('2026-06-27')))).toEqual([why, why, why])
    expect(planIdOf(late, at('2026-06-27'))).toBe(planIdOf(late, at('2026-09-27')))
  })

  test.each([
    ['the garden leave', { ...ending, lastWorkingDay: null, gardenLeaveFrom: day('2026-06-26') }, 'the garden leave begins on 2026-06-26'],
    ['the end', { endDate: day('2026-06-26') }, 'the end date is 2026-06-26'],
  ])('is %s where HR names that', (_, engagement, because) => {
    const [why] = whysOf(assess({ person: { facts: factsOf(engagement) }, accounts: held }, at('2026-06-27')))
    expect(why).toBe(`access ended 2026-06-26 18:00 Europe/Berlin because ${because}, says hr since 2026-01-01`)
  })

  test('is an order, where one put them out or let them stay longer', () => {
    const accounts = [account({})]
    const [forCause] = whysOf(assess({ ...leaving, accounts }, at('2026-06-02'), { forCauseAt: at('2026-06-01') }))
    expect(forCause).toBe('ordered out for cause 2026-06-01')
    const [extended] = whysOf(assess({ ...leaving, accounts }, at('2026-09-01'), { extendedUntil: day('2026-08-07') }))
    expect(extended).toBe('access ended 2026-08-07 18:00 Europe/Berlin because an order lets it last until then')
  })

  test('is a lock for security, while one is on', () => {
    const orders = { securityHold: true, securityHoldAt: at('2026-06-01') }
    expect(whysOf(assess({ accounts: [account({})] }, at('2026-06-02'), orders))[0]).toBe(
      'locked for security 2026-06-01, by an order that only a person lifts, whatever HR says',
    )
  })

  test('is that HR lists them no more, where somebody said so', () => {
    const gone = { person: { facts: factsOf({}), presence: 'missing' as const, saidToHaveLeft: true }, accounts: [account({})] }
    expect(whysOf(assess(gone, at('2026-06-02')))[0]).toBe('hr no longer lists them, and somebody has said that they left')
  })

  test('comes after our own suspension, where their account is deleted', () => {
    const accounts = [account({ active: false, suspended: { kind: 'leaver', at: at('2026-06-26') } })]
    expect(whysOf(assess({ ...leaving, accounts }, at('2026-08-01')))).toEqual([
      'switched off by us 2026-06-26, and kept for 30 days since; access ended 2026-06-26 18:00 Europe/Berlin because the last working day is 2026-06-26, says hr since 2026-06-01',
    ])
  })
})

test('a start that moved says so', () => {
  const moved = {
    person: { facts: factsOf({ startDate: day('2026-07-01') }), recordedAt: at('2026-06-01') },
    versions: [version({ startDate: day('2026-05-01') }, '2026-01-01', '2026-06-01')],
    accounts: [account({})],
  }
  expect(whysOf(assess(moved, at('2026-06-02')))).toEqual([
    'access begins 2026-07-01 00:00 because the start date is 2026-07-01, says hr since 2026-06-01',
    'access begins 2026-07-01 00:00 because the start date is 2026-07-01, says hr since 2026-06-01',
  ])
})

describe('the end', () => {
  const leaving = { person: { facts: factsOf({ endDate: day('2026-06-30') }) }, accounts: [account({})] }

  test('is announced: assets three days before, and a contract on the days that policy names', () => {
    const contractor = { person: { facts: factsOf({ type: 'contractor', endDate: day('2026-06-30') }) } }
    const kinds = assess(contractor, at('2026-06-01')).instants.map(({ kind, at: time }) => `${kind} ${time.toISOString().slice(0, 16)}`)
    expect(kinds).toEqual([
      'access_ends 2026-06-30T16:00',
      'contract_warning 2026-06-16T07:00',
      'contract_warning 2026-06-23T07:00',
      'contract_warning 2026-06-29T07:00',
      'assets_due 2026-06-27T07:00',
    ])
  })

  test('comes earlier for cause, and later by an extension', () => {
    expect(assess(leaving, at('2026-06-02'), { forCauseAt: at('2026-06-01') })).toMatchObject({
      status: 'terminated',
      effectiveAt: at('2026-06-01'),
    })
    expect(stepsOf(leaving, at('2026-07-01'))).toEqual(['account.suspend', 'sessions.end'])
    const extended = assess(leaving, at('2026-07-01'), { extendedUntil: day('2026-07-15') })
    expect(extended.outcome.kind).toBe('nothing')
    expect(extended.wakeAt).toEqual(new Date('2026-07-12T07:00:00Z'))
    expect(extended.instants.map(({ kind }) => kind)).toContain('extension_ends')
  })

  test('is followed by a deletion that is known ahead', () => {
    const off = [account({ active: false, suspended: { kind: 'leaver', at: at('2026-06-30') } })]
    expect(assess({ ...leaving, accounts: off }, at('2026-07-01')).instants).toMatchObject([
      { kind: 'deletion', about: 'wiki/n1', at: at('2026-07-30') },
    ])
    expect(stepsOf({ ...leaving, accounts: off }, at('2026-07-30'))).toEqual(['account.delete'])
  })

  test('of a row that is gone is now, where somebody said so', () => {
    const gone = { ...leaving, person: { facts: factsOf({}), presence: 'missing' as const, saidToHaveLeft: true } }
    expect(stepsOf(gone, at('2026-06-02'))).toEqual(['account.suspend', 'sessions.end'])
    expect(assess({ ...gone, person: { ...gone.person, saidToHaveLeft: false } }, at('2026-06-02')).outcome.kind).toBe('absent')
  })
})

describe('somebody who is back', () => {
  const off = [account({ active: false, suspended: { kind: 'leaver', at: at('2026-03-02') } })]
  const old = version({ endDate: day('2026-02-28') }, '2026-01-01', '2026-06-01')

  test('by the engagement that was running is restored, once somebody agrees', () => {
    const { outcome } = assess(
      { person: { facts: factsOf({}), recordedAt: at('2026-06-01') }, versions: [old], accounts: off },
      at('2026-06-02'),
    )
    expect(outcome.kind === 'plan' && [outcome.plan.kind, outcome.plan.approval?.route]).toEqual(['restore', 'operators'])
  })

  test.each([
    ['an engagement that HR had not told us of', { engagementKey: 'e2' }],
    ['the old key with a later start', { startDate: day('2026-06-01') }],
  ])('by %s is hired again', (_, engagement) => {
    const { outcome } = assess(
      { person: { facts: factsOf(engagement), recordedAt: at('2026-06-01') }, versions: [old], accounts: off },
      at('2026-06-02'),
    )
    expect(outcome.kind === 'plan' && [outcome.plan.kind, outcome.plan.approval]).toEqual(['joiner', null])
  })
})

test('exceptions give until they end', () => {
  const exceptions = [{ kind: 'grant', app: 'wiki', entitlement: 'engineers', until: at('2026-07-01') } as const]
  const held = { accounts: [account({ entitlements: ['engineers'] })], exceptions }
  expect(assess(held, at('2026-06-02')).outcome.kind).toBe('nothing')
  expect(assess(held, at('2026-06-02')).wakeAt).toEqual(at('2026-07-01'))
  expect(stepsOf(held, at('2026-07-01'))).toEqual(['entitlement.revoke engineers'])
  expect(whysOf(assess(held, at('2026-07-01')))).toEqual([
    'no rule gives "wiki/engineers" since department is not stated, says hr since 2026-01-01; the exception until 2026-07-01 is over',
  ])
})

test('an exception that withholds says until when', () => {
  const exceptions = [{ kind: 'withhold', app: 'wiki', entitlement: 'engineers', until: at('2026-07-01') } as const]
  const held = { accounts: [account({ entitlements: ['engineers'] })], exceptions }
  expect(whysOf(assess(held, at('2026-06-02')))).toEqual(['an exception withholds "wiki/engineers" until 2026-07-01'])
})

test('a contractor without an end is asked about', () => {
  const { questions } = assess({ person: { facts: factsOf({ type: 'contractor' }) } }, at('2026-06-02'))
  expect(questions).toMatchObject([
    { kind: 'contractor_without_end', details: { contract: expect.stringMatching(/^\S+ since 20\d\d-\d\d-\d\d$/) } },
  ])
})

interface Observed extends Partial<Omit<ObservedPerson, 'person'>> {
  readonly person?: Partial<ObservedPerson['person']>
}

function assess({ person = {}, ...rest }: Observed, instant: Date, orders: Partial<ObservedPerson['orders']> = {}) {
  const observed: ObservedPerson = {
    ...nothingElse,
    accounts: [],
    ...rest,
    orders: { ...nothingElse.orders, ...orders },
    person: {
      id: ada,
      facts: factsOf({}),
      presence: 'present',
      recordedAt: at('2026-01-01'),
      firstRecordedAt: at('2026-01-01'),
      factsDigest: '',
      snapshotsMissed: 0,
      saidToHaveLeft: false,
      ...person,
    },
  }
  const context: AssessmentContext = {
    policy,
    known: knownAccess(policy),
    at: instant,
    isTaken: () => false,
    verbs: new Map([['wiki', mostVerbs]]),
  }
  return assessPerson(observed, context)
}

function stepsOf(observed: Observed, instant: Date): readonly string[] {
  return verbsOf(assess(observed, instant))
}

function whysOf({ outcome }: ReturnType<typeof assess>): readonly string[] {
  return outcome.kind === 'plan' ? outcome.plan.apps.flatMap(({ steps }) => steps.flatMap(({ why }) => why)) : []
}

function planIdOf(observed: Observed, instant: Date): string | undefined {
  const { outcome } = assess(observed, instant)
  return outcome.kind === 'plan' ? planHash(outcome.plan) : undefined
}

function verbsOf({ outcome }: ReturnType<typeof assess>): readonly string[] {
  if (outcome.kind !== 'plan') return []
  const steps = outcome.plan.apps.flatMap((app) => app.steps.map(({ step }) => step))
  return steps.map((step) =>
    [step.verb, 'entitlement' in step ? step.entitlement : 'userName' in step ? step.userName : ''].join(' ').trim(),
  )
}

function factsOf(engagement: Partial<EngagementFacts>, workEmail = 'ada@example.test'): PersonFacts {
  const first: EngagementFacts = { engagementKey: 'e1', type: 'employee', startDate: day('2020-01-01'), ...engagement }
  return { personKey: '1', givenName: 'Ada', familyName: 'Byron', workEmail, engagements: [first] }
}

function version(engagement: Partial<EngagementFacts>, from: string, to: string, workEmail?: string): ObservedPerson['versions'][number] {
  return { facts: factsOf(engagement, workEmail), presence: 'present', recordedAt: at(from), supersededAt: at(to) }
}

function account(overrides: Parameters<typeof accountOfAda>[0]) {
  return accountOfAda({ userName: 'ada@example.test', profile: {}, given: new Set(), ...overrides })
}

function at(date: CivilDate | string): Date {
  return new Date(`${date}T12:00:00Z`)
}
