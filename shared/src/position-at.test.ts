import { expect, test } from 'vitest'
import { toCivilDate } from './civil-date.ts'
import type { EngagementFacts } from './person.ts'
import { positionAt } from './position-at.ts'

const engagement: EngagementFacts = {
  engagementKey: 'e1',
  type: 'employee',
  startDate: toCivilDate('2026-01-01'),
  department: 'Sales',
  title: 'Clerk',
  positions: [
    { effectiveOn: toCivilDate('2026-01-01'), department: 'Sales', title: 'Clerk' },
    { effectiveOn: toCivilDate('2026-07-01'), department: 'Finance', title: null },
  ],
}

test.each([
  ['2025-12-31', 'Sales', 'Clerk'],
  ['2026-01-01', 'Sales', 'Clerk'],
  ['2026-06-30', 'Sales', 'Clerk'],
  ['2026-07-01', 'Finance', null],
  ['2030-01-01', 'Finance', null],
])('on %s the position is in %s', (day, department, title) => {
  const position = positionAt(engagement, toCivilDate(day))
  expect(position).toEqual({ engagementKey: 'e1', type: 'employee', startDate: '2026-01-01', department, title })
})

test('an engagement without dated positions is the same on every day', () => {
  const { positions: _, ...plain } = engagement
  expect(positionAt(plain, toCivilDate('2030-01-01'))).toBe(plain)
})
