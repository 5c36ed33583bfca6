import { toCivilDate } from '@rollcall/shared/civil-date'
import type { EngagementFacts, PersonFacts } from '@rollcall/shared/person'
import { positionAt } from '@rollcall/shared/position-at'
import { expect, test } from 'vitest'
import { markNotKnown } from './mark-not-known.ts'

const start = toCivilDate('2026-06-01')
const person = (engagement: Partial<EngagementFacts>): PersonFacts => ({
  personKey: 'ada',
  givenName: 'Ada',
  familyName: 'Test',
  engagements: [{ engagementKey: 'e1', type: 'employee', startDate: start, ...engagement }],
})
const personKeys = new Set(['ada', 'boss'])

test('only what a hidden column never showed is not known', () => {
  const shown = person({ title: 'Clerk', department: null })
  const [marked, kept] = markNotKnown([person({}), shown], { hidden: ['title', 'department', 'work_email', 'end_date'], personKeys })
  expect(marked).toMatchObject({ notKnown: ['workEmail'], engagements: [{ notKnown: ['department', 'title'] }] })
  expect(kept?.engagements).toEqual(shown.engagements)
})

test('nothing is said of a column that HR never had', () => {
  expect(markNotKnown([person({})], { hidden: [], personKeys })).toEqual([person({})])
})

test('a manager is not known while nobody on the roster has that key; none is none', () => {
  const told = (managerKey: string | null) =>
    markNotKnown([person({ managerKey })], { hidden: [], personKeys })[0]?.engagements[0]?.notKnown
  expect([told('9999'), told('boss'), told(null)]).toEqual([['managerKey'], undefined, undefined])
})

test('each dated position has its own', () => {
  const next = toCivilDate('2026-07-01')
  const positions = [
    { effectiveOn: start, managerKey: '9999' },
    { effectiveOn: next, managerKey: 'boss' },
  ]
  const [engagement] = markNotKnown([person({ managerKey: '9999', positions })], { hidden: [], personKeys })[0]?.engagements ?? []
  if (engagement === undefined) throw new Error('nobody is left')
  expect([start, next].map((day) => positionAt(engagement, day).notKnown)).toEqual([['managerKey'], undefined])
})
