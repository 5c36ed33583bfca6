import { expect, test } from 'vitest'
import { checkCompleteness } from './check-completeness.ts'

const whole = {
  rows: 10,
  expectedRows: undefined,
  filledColumns: ['title'],
  filledBefore: ['title'],
  present: 10,
  vanished: 0,
  isFallAccepted: false,
} as const

test.each([
  [5, 5, true],
  [6, 6, false],
  [20, 5, true],
  [20, 6, false],
  [100, 10, true],
  [100, 11, false],
  [50_000, 5000, true],
  [50_000, 5001, false],
])('of %d people, %d may be gone: %s', (present, vanished, isWhole) => {
  expect(checkCompleteness({ ...whole, present, vanished }).length === 0).toBe(isWhole)
})

test('every reason is given, not only the first', () => {
  expect(checkCompleteness({ ...whole, expectedRows: 11, filledColumns: [], vanished: 9 })).toHaveLength(3)
})

test('a column that has gained values is fine', () => {
  expect(checkCompleteness({ ...whole, filledColumns: ['title', 'status'] })).toEqual([])
})
