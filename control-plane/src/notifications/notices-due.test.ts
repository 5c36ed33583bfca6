import { toCivilDate } from '@rollcall/shared/civil-date'
import type { EngagementFacts } from '@rollcall/shared/person'
import { describe, expect, test } from 'vitest'
import { defaultPolicySettings } from '../policy/default-settings.ts'
import { accessOf } from '../roster/access-window.ts'
import { defaultCalendar } from '../roster/calendar.ts'
import { mayConcern } from './may-concern.ts'
import { type NoticeQuestion, noticesDue } from './notices-due.ts'

const { roster } = defaultPolicySettings

describe('the end of a contract', () => {
  test.each([
    { at: '2026-06-15T17:59:00Z', told: [] },
    { at: '2026-06-16T08:00:00Z', told: ['contract_ends 2026-06-30/14'] },
    { at: '2026-06-22T08:00:00Z', told: ['contract_ends 2026-06-30/14'] },
    { at: '2026-06-23T08:00:00Z', told: ['contract_ends 2026-06-30/7'] },
    { at: '2026-06-29T08:00:00Z', told: ['access_ends_soon 2026-06-30', 'contract_ends 2026-06-30/1'] },
    { at: '2026-06-30T18:00:00Z', told: [] },
  ])('at $at: $told', ({ at, told }) => {
    expect(due({ type: 'contractor', endDate: toCivilDate('2026-06-30') }, at)).toEqual(told)
  })

  test('is another one once the contract is extended', () => {
    const end = { type: 'contractor', endDate: toCivilDate('2026-06-30') } as const
    expect(due(end, '2026-06-29T08:00:00Z', { extendedUntil: toCivilDate('2026-07-31') })).toEqual([])
    expect(due(end, '2026-07-20T08:00:00Z', { extendedUntil: toCivilDate('2026-07-31') })).toEqual(['contract_ends 2026-07-31/14'])
  })
})

test('the end of an employment asks three days before who takes over', () => {
  const end = { endDate: toCivilDate('2026-06-30') }
  expect(due(end, '2026-06-26T23:59:00Z')).toEqual([])
  expect(due(end, '2026-06-27T00:00:00Z')).toEqual(['access_ends_soon 2026-06-30'])
})

describe('a start with something still open', () => {
  const start = { startDate: toCivilDate('2026-06-10'), department: ' TBD ', title: 'Clerk', managerKey: null }
  test.each([
    { at: '2026-06-07T23:59:00Z', told: [] },
    { at: '2026-06-08T00:00:00Z', told: ['start_with_placeholder 2026-06-10'] },
    { at: '2026-06-10T00:00:00Z', told: [] },
  ])('at $at: $told', ({ at, told }) => expect(due(start, at)).toEqual(told))

  test('is nothing to tell once HR has filled it in', () => {
    expect(due({ ...start, department: 'Sales' }, '2026-06-09T00:00:00Z')).toEqual([])
  })
})

test('an exception whose end was seen coming is told of, however late', () => {
  const exceptionsEnded = [{ about: 'wiki/admins', at: new Date('2026-05-01T00:00:00Z') }]
  expect(due({}, '2026-06-01T08:00:00Z', { exceptionsEnded })).toEqual(['exception_ends wiki/admins/2026-05-01T00:00:00.000Z'])
})

/** Whoever is told something is never passed over by the quick look at the dates. */
function due(
  engagement: Partial<EngagementFacts>,
  instant: string,
  {
    extendedUntil,
    exceptionsEnded = [],
  }: Partial<Pick<NoticeQuestion, 'exceptionsEnded'>> & { extendedUntil?: ReturnType<typeof toCivilDate> } = {},
): readonly string[] {
  const at = new Date(instant)
  const engagements = [{ engagementKey: '1', type: 'employee' as const, startDate: toCivilDate('2020-01-01'), ...engagement }]
  const facts = { personKey: 'c', givenName: 'Carl', familyName: 'Test', engagements }
  const access = accessOf(facts, defaultCalendar, { extendedUntil })
  const notices = noticesDue({ access, roster, exceptionsEnded, at })
  if (notices.length > exceptionsEnded.length) expect(mayConcern(facts, { extendedUntil, roster, at })).toBe(true)
  return notices.map(({ kind, key }) => `${kind} ${key}`).sort()
}
