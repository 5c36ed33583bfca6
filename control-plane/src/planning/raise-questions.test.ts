import { expect, test } from 'vitest'
import { accountOfAda, factsOfAda, wiki } from '../../test/plan-facts.ts'
import type { PlanFacts } from './plan-facts.ts'
import { raiseQuestions } from './raise-questions.ts'

const nobody = { hasMoved: true, endlessContracts: [], longLeaveDays: 180 }
const byHand = {
  desired: wiki('readers'),
  accounts: [accountOfAda({ entitlements: ['readers', 'admins', 'book club'], given: new Set() })],
}

test('a grant by hand is asked about once, by name, if policy knows it', () => {
  const [question, ...others] = raise(byHand)
  expect(question).toMatchObject({ kind: 'hand_grant', app: 'wiki', nativeId: 'n1', details: { entitlement: 'admins' } })
  expect(others).toEqual([])
  expect(raise(byHand).map(({ key }) => key)).toEqual([question?.key])
})

test.each([
  ['given by policy for earlier facts', { everGiven: new Set(['wiki/admins']) }],
  ['in grace', { grace: new Map([['wiki/admins', new Date('2026-07-01')]]) }],
  ['asked about already', { undecided: new Set(['wiki/admins']) }],
  ['of a leaver', { status: 'terminated' as const }],
  ['of a row that vanished', { presence: 'missing' as const }],
])('a grant %s is not', (_, overrides) => {
  expect(raise({ ...byHand, ...overrides })).toEqual([])
})

test('both sides in one hand are asked about, held or to be given', () => {
  const separations = [
    { name: 'four eyes', one: [{ app: 'wiki', entitlement: 'readers' }], other: [{ app: 'wiki', entitlement: 'writers' }] },
  ]
  const accounts = [accountOfAda({ entitlements: ['readers', 'writers'] })]
  const expected = [expect.objectContaining({ kind: 'separation_of_duties', details: { rule: 'four eyes' } })]
  expect(raise({ separations, desired: wiki('readers', 'writers'), accounts })).toEqual(expected)
  expect(raise({ separations, desired: wiki('readers', 'writers') })).toEqual(expected)
  expect(raise({ separations, desired: wiki('readers') })).toEqual([])
})

function raise(overrides: Partial<PlanFacts>) {
  return raiseQuestions(factsOfAda(overrides), nobody)
}
