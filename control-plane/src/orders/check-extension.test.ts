import { toCivilDate } from '@rollcall/shared/civil-date'
import type { EngagementFacts } from '@rollcall/shared/person'
import { expect, test } from 'vitest'
import { defaultCalendar } from '../roster/calendar.ts'
import { checkExtension } from './check-extension.ts'

const contract: EngagementFacts = {
  engagementKey: '1',
  type: 'contractor',
  startDate: toCivilDate('2026-01-01'),
  endDate: toCivilDate('2026-06-30'),
}

test('a contract goes on until the cut-off of the new last day', () => {
  expect(check('2026-09-28')).toEqual({ until: '2026-09-28', pastEnd: '2026-06-30', endsAt: new Date('2026-09-28T18:00:00Z') })
})

test.each<{ name: string; until?: string; change?: Partial<EngagementFacts>; at?: string; says: RegExp }>([
  { name: 'more than 90 days past the end in HR', until: '2026-09-29', says: /at most 90 days/ },
  { name: 'a day that HR gives anyway', until: '2026-06-30', says: /name a later day/ },
  { name: 'a day that is over', until: '2026-07-01', at: '2026-07-02T00:00:00Z', says: /over already/ },
  { name: 'somebody employed', change: { type: 'employee' }, says: /only the contract of a contractor/ },
  { name: 'a contract without an end', change: { endDate: null }, says: /nothing to extend/ },
])('refused is $name', ({ until = '2026-07-31', change = {}, at = '2026-06-01T08:00:00Z', says }) => {
  expect(() => check(until, { change, at })).toThrow(says)
})

test('no last day is refused', () => {
  expect(() => check(undefined)).toThrow(/needs its last day/)
})

function check(
  until: string | undefined,
  { change = {}, at = '2026-06-01T08:00:00Z' }: { change?: Partial<EngagementFacts>; at?: string } = {},
) {
  const facts = { personKey: 'c', givenName: 'Carl', familyName: 'Test', engagements: [{ ...contract, ...change }] }
  return checkExtension({
    facts,
    until: until === undefined ? undefined : toCivilDate(until),
    calendar: defaultCalendar,
    at: new Date(at),
  })
}
