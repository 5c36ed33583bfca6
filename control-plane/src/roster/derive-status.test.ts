import { toCivilDate } from '@rollcall/shared/civil-date'
import type { EngagementFacts, PersonStatus } from '@rollcall/shared/person'
import { describe, expect, test } from 'vitest'
import { defaultCalendar } from './calendar.ts'
import { deriveStatus } from './derive-status.ts'

const at = new Date('2026-06-15T12:00:00Z')
const calendar = { ...defaultCalendar, timeZone: 'Europe/Berlin' }

interface Dates {
  readonly type?: EngagementFacts['type']
  readonly start: string
  readonly end?: string
  readonly last?: string
  readonly leave?: readonly [string | undefined, string | undefined]
  readonly word?: string
}

const optional = (text: string | undefined) => (text === undefined ? null : toCivilDate(text))

function derive(...engagements: readonly Dates[]) {
  const facts = engagements.map(({ type = 'employee', start, end, last, leave = [undefined, undefined], word }, index) => ({
    engagementKey: `e${index}`,
    type,
    startDate: toCivilDate(start),
    endDate: optional(end),
    lastWorkingDay: optional(last),
    leaveFrom: optional(leave[0]),
    leaveUntil: optional(leave[1]),
    sourceStatus: word ?? null,
  }))
  return deriveStatus({ personKey: '1', givenName: 'Ada', familyName: 'Byron', engagements: facts }, at, calendar)
}

describe('status from dates', () => {
  test.each<[PersonStatus, string, Dates]>([
    ['active', 'a start in the past and no end', { start: '2020-01-01' }],
    ['active', 'a start today', { start: '2026-06-15' }],
    ['active', 'a contract that ends later', { type: 'contractor', start: '2020-01-01', end: '2026-12-31' }],
    ['active', 'a leave that is over', { start: '2020-01-01', leave: ['2026-01-01', '2026-06-14'] }],
    ['prehire', 'a start tomorrow', { start: '2026-06-16' }],
    ['leave', 'a leave until today', { start: '2020-01-01', leave: ['2026-01-01', '2026-06-15'] }],
    ['leave', 'a leave from the first day on', { start: '2026-06-15', leave: ['2026-06-15', undefined] }],
    ['leave', 'a leave without an end', { start: '2020-01-01', leave: ['2026-06-15', undefined] }],
    ['notice', 'an employment that ends later', { start: '2020-01-01', end: '2026-12-31' }],
    ['notice', 'a last day that is today, before the cut-off', { start: '2020-01-01', end: '2026-06-15' }],
    ['garden_leave', 'a last working day in the past and an end ahead', { start: '2020-01-01', end: '2026-12-31', last: '2026-06-14' }],
    ['garden_leave', 'a last working day in the past and no end', { start: '2020-01-01', last: '2026-06-14' }],
    ['terminated', 'an end yesterday', { start: '2020-01-01', end: '2026-06-14' }],
    ['terminated', 'an end that was keyed years late', { start: '2018-01-01', end: '2020-01-01' }],
    ['unknown', 'an end before the start', { start: '2026-01-02', end: '2026-01-01' }],
    ['unknown', 'an end on the day of the start', { start: '2026-01-02', end: '2026-01-02' }],
    ['unknown', 'a last working day before the start', { start: '2026-01-02', last: '2026-01-01' }],
    ['unknown', 'a last working day after the end', { start: '2020-01-01', end: '2026-12-01', last: '2026-12-02' }],
    ['unknown', 'a leave from before the start', { start: '2026-01-02', leave: ['2026-01-01', undefined] }],
    ['unknown', 'a leave that ends before it starts', { start: '2020-01-01', leave: ['2026-02-01', '2026-01-01'] }],
    ['unknown', 'a leave with an end only', { start: '2020-01-01', leave: [undefined, '2026-07-01'] }],
  ])('is %s for %s', (status, _, dates) => {
    expect(derive(dates)).toMatchObject({ status, confidence: status === 'unknown' ? 0 : 1 })
  })
})

describe("HR's own word", () => {
  test.each<[PersonStatus, number, string, Dates]>([
    ['active', 1, 'agrees', { start: '2020-01-01', word: 'Active' }],
    ['notice', 1, 'is coarser than the dates', { start: '2020-01-01', end: '2026-12-31', word: 'active' }],
    ['active', 1, 'is none that we know', { start: '2020-01-01', word: 'Tier 3' }],
    ['active', 0.8, 'says leave and no date does', { start: '2020-01-01', word: 'On leave' }],
    ['terminated', 0.8, 'says active after the end', { start: '2020-01-01', end: '2026-06-01', word: 'active' }],
    ['terminated', 1, 'says terminated after the end', { start: '2020-01-01', end: '2026-06-01', word: 'Terminated' }],
    ['unknown', 0, 'says terminated and the end is ahead', { start: '2020-01-01', end: '2026-12-01', word: 'terminated' }],
    ['unknown', 0, 'says terminated and there is no end', { start: '2020-01-01', word: 'LEFT' }],
    ['unknown', 0, 'says no show and the start is ahead', { start: '2026-07-01', word: 'no-show' }],
    ['never_started', 1, 'says no show and the end is not after the start', { start: '2026-07-01', end: '2026-07-01', word: 'No_Show' }],
  ])('gives %s with confidence %d when it %s', (status, confidence, _, dates) => {
    expect(derive(dates)).toMatchObject({ status, confidence })
  })
})

describe('two engagements', () => {
  test.each<[PersonStatus, string, Dates, Dates]>([
    ['active', 'one is over', { start: '2018-01-01', end: '2020-01-01' }, { start: '2021-01-01' }],
    ['active', 'one is on leave', { start: '2018-01-01', leave: ['2026-01-01', undefined] }, { start: '2021-01-01' }],
    ['terminated', 'one is over and the next is ahead', { start: '2018-01-01', end: '2026-06-01' }, { start: '2026-09-01' }],
    [
      'active',
      'one ended on Friday and the next starts tomorrow',
      { type: 'contractor', start: '2018-01-01', end: '2026-06-14' },
      { start: '2026-06-16' },
    ],
    ['unknown', 'one contradicts itself', { start: '2026-01-02', end: '2026-01-01' }, { start: '2021-01-01' }],
  ])('are %s when %s', (status, _, one, other) => {
    expect(derive(one, other).status).toBe(status)
    expect(derive(other, one).status).toBe(status)
  })
})

test('the reason holds no personal data', () => {
  expect(derive({ start: '2020-01-01', end: '2026-06-01', word: 'active' }).reason).toBe("the end date is over; HR's status says otherwise")
})
