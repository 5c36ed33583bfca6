import type { Id } from '@rollcall/shared/ids'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultPolicySettings } from '../policy/default-settings.ts'
import type { CorrelationSettings } from '../policy/policy.ts'
import { type CorrelatedAccount, type CorrelatedPerson, correlate } from './correlate.ts'

const per = (name: string): Id<'person'> => `per_${name}`
const ada: CorrelatedPerson = { id: per('ada'), givenName: 'Ada', familyName: 'Byron', workEmail: 'ada@example.test' }
const max: CorrelatedPerson = { id: per('max'), givenName: 'Max', familyName: 'Nöther', workEmail: 'max@example.test' }
const people = [ada, max]

const adaShown = { givenName: 'Ada', familyName: 'Byron' }

function account(rest: Partial<CorrelatedAccount>): CorrelatedAccount {
  return { nativeId: 'n1', userName: 'someone', externalId: null, profile: {}, person: null, ...rest }
}

const ruleNames = ['external_id', 'address', 'address_only', 'employee_number', 'user_name', 'name'] as const

function outcome(
  accounts: readonly CorrelatedAccount[],
  known: readonly CorrelatedPerson[] = people,
  settings: CorrelationSettings = defaultPolicySettings.correlation,
) {
  const { linked, review, orphans } = correlate({ people: known, accounts, settings })
  return {
    linked: linked.map(({ account: { nativeId }, person, rule }) => [nativeId, person, rule]),
    review: review.map(({ account: { nativeId }, candidates }) => [nativeId, ...candidates.map(({ person, score }) => [person, score])]),
    orphans: orphans.map(({ nativeId }) => nativeId),
  }
}

describe('an account is linked by itself', () => {
  test.each<[string, Partial<CorrelatedAccount>, string, string]>([
    ['our marker', { externalId: per('max') }, 'max', 'external_id'],
    [
      'our marker, whatever the address says',
      { externalId: per('max'), userName: 'ada@example.test', profile: adaShown },
      'max',
      'external_id',
    ],
    ['user name and name', { userName: 'ADA@example.test', profile: adaShown }, 'ada', 'address'],
    ['e-mail and shown name', { profile: { email: 'ada@example.test', displayName: 'Byron, Ada' } }, 'ada', 'address'],
    ['e-mail and a name without accents', { profile: { email: 'max@example.test', displayName: 'MAX  NOTHER' } }, 'max', 'address'],
  ])('by %s', (_, rest, person, rule) => {
    expect(outcome([account(rest)])).toEqual({ linked: [['n1', per(person), rule]], review: [], orphans: [] })
  })
})

describe('a person decides', () => {
  test.each<[string, readonly CorrelatedAccount[], readonly CorrelatedPerson[], readonly unknown[]]>([
    ['an address without a name', [account({ userName: 'ada@example.test' })], people, [['n1', [per('ada'), 0.8]]]],
    [
      'an address with another name',
      [account({ userName: 'ada@example.test', profile: { displayName: 'Eve Row' } })],
      people,
      [['n1', [per('ada'), 0.8]]],
    ],
    ['a name alone', [account({ profile: adaShown })], people, [['n1', [per('ada'), 0.5]]]],
    [
      'an address that two people claim',
      [account({ userName: 'ada@example.test', profile: adaShown })],
      [ada, { ...max, workEmail: 'Ada@example.test' }],
      [['n1', [per('ada'), 0.8], [per('max'), 0.8]]],
    ],
    [
      'user name and e-mail of two people',
      [account({ userName: 'ada@example.test', profile: { ...adaShown, email: 'max@example.test' } })],
      people,
      [['n1', [per('ada'), 0.8], [per('max'), 0.8]]],
    ],
    [
      'two accounts with one address',
      [
        account({ userName: 'ada@example.test', profile: adaShown }),
        account({ nativeId: 'n2', profile: { ...adaShown, email: 'ada@example.test' } }),
      ],
      people,
      [
        ['n1', [per('ada'), 0.95]],
        ['n2', [per('ada'), 0.95]],
      ],
    ],
    [
      'two accounts with one marker',
      [account({ externalId: per('ada') }), account({ nativeId: 'n2', externalId: per('ada') })],
      people,
      [
        ['n1', [per('ada'), 1]],
        ['n2', [per('ada'), 1]],
      ],
    ],
    [
      'an account of somebody who has one',
      [account({ person: per('ada') }), account({ nativeId: 'n2', userName: 'ada@example.test', profile: adaShown })],
      people,
      [['n2', [per('ada'), 0.95]]],
    ],
  ])('about %s', (_, accounts, known, review) => {
    expect(outcome(accounts, [...known])).toEqual({ linked: [], review, orphans: [] })
  })

  test('about an address while another account carries the marker', () => {
    expect(
      outcome([account({ externalId: per('ada') }), account({ nativeId: 'n2', userName: 'ada@example.test', profile: adaShown })]),
    ).toEqual({
      linked: [['n1', per('ada'), 'external_id']],
      review: [['n2', [per('ada'), 0.95]]],
      orphans: [],
    })
  })
})

test('an employee number and the user name that policy gives name somebody where rules say so', () => {
  const named = { ...ada, personKey: 'E17', userName: 'abyron' }
  const settings: CorrelationSettings = {
    rules: [
      { rule: 'employee_number', score: 0.96 },
      { rule: 'user_name', score: 0.6 },
    ],
    linkFrom: 0.95,
    askFrom: 0.5,
  }
  expect(outcome([account({ externalId: 'e17' })], [named, max], settings).linked).toEqual([['n1', per('ada'), 'employee_number']])
  expect(outcome([account({ userName: 'ABYRON' })], [named, max], settings).review).toEqual([['n1', [per('ada'), 0.6]]])
  expect(outcome([account({ userName: 'ada@example.test' })], [named, max], settings).orphans).toEqual(['n1'])
})

test('a link that shows only somebody else by now is doubtful, unless a person made it', () => {
  const shows = account({ person: per('max'), userName: 'ada@example.test' })
  const question = { people, accounts: [shows], settings: defaultPolicySettings.correlation }
  expect(correlate(question).doubtful).toMatchObject([{ account: shows, candidates: [{ person: per('ada') }] }])
  expect(correlate({ ...question, isDecided: () => true }).doubtful).toEqual([])
  const both = account({ person: per('max'), userName: 'ada@example.test', profile: { email: 'max@example.test' } })
  expect(correlate({ ...question, accounts: [both] })).toMatchObject({ doubtful: [], confirmed: [both] })
})

test('an account that fits nobody is an orphan', () => {
  expect(outcome([account({ externalId: 'legacy-17', profile: { displayName: 'Service' } })])).toEqual({
    linked: [],
    review: [],
    orphans: ['n1'],
  })
})

test('empty texts fit nobody', () => {
  expect(
    outcome(
      [account({ userName: '', profile: { email: '', displayName: '' } })],
      [
        { ...ada, workEmail: '' },
        { ...max, workEmail: null },
      ],
    ).orphans,
  ).toEqual(['n1'])
})

test('a link made earlier stands, whatever the account shows now', () => {
  expect(outcome([account({ person: per('max'), userName: 'ada@example.test', profile: adaShown })])).toEqual({
    linked: [],
    review: [],
    orphans: [],
  })
})

test('however accounts and people look, nobody gets two accounts and the order does not matter', () => {
  const names = fc.constantFrom('ada', 'max', 'eve')
  const accounts = fc.array(fc.record({ user: names, shown: names, marker: fc.option(names) }), { maxLength: 8 })
  const score = fc.constantFrom(0.3, 0.6, 0.95, 1)
  const rules = fc
    .uniqueArray(fc.constantFrom(...ruleNames), { minLength: 1 })
    .chain((chosen) => fc.tuple(...chosen.map((rule) => score.map((value) => ({ rule, score: value })))))
    .map((list) => ({ rules: list, linkFrom: 0.95, askFrom: 0.5 }))
  fc.assert(
    fc.property(accounts, rules, (drafts, settings) => {
      const all = drafts.map(({ user, shown, marker }, at) =>
        account({
          nativeId: `n${at}`,
          userName: `${user}@example.test`,
          externalId: marker === null ? null : per(marker),
          profile: { displayName: shown === 'ada' ? 'Ada Byron' : 'Max Nöther' },
        }),
      )
      const { linked, review, orphans } = outcome(all, people, settings)
      expect(new Set(linked.map(([, person]) => person)).size).toBe(linked.length)
      expect(linked.length + review.length + orphans.length).toBe(all.length)
      expect(new Set(outcome(all.toReversed(), people.toReversed(), settings).linked)).toEqual(new Set(linked))
    }),
  )
})
