import { describe, expect, test } from 'vitest'
import { checkCompleteness } from './check-completeness.ts'
import { rosterColumns } from './roster-columns.ts'

const whole = {
  rows: 10,
  expectedRows: undefined,
  columns: rosterColumns,
  filled: { title: 10 },
  last: { rows: 10, filledColumns: { title: 10 } },
  redacted: { hidden: [], shown: [] },
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
  expect(checkCompleteness({ ...whole, expectedRows: 11, filled: {}, vanished: 9 })).toHaveLength(3)
})

test('a column that has gained values is fine', () => {
  expect(checkCompleteness({ ...whole, filled: { title: 10, status: 1 } })).toEqual([])
})

test.each([
  [10, 3, true],
  [10, 4, false],
  [1000, 10, true],
  [1000, 11, false],
])('of %d rows, a column that %d filled may become empty: %s', (rows, filled, isWhole) => {
  const last = { rows, filledColumns: { status: filled } }
  expect(checkCompleteness({ ...whole, rows, last, filled: {} }).length === 0).toBe(isWhole)
})

test.each([
  'end_date',
  'last_working_day',
  'garden_leave_from',
  'leave_from',
  'leave_until',
  'department',
  'title',
  'manager_id',
  'country',
])('%s does not become empty for more than one row of any roster', (column) => {
  const lose = (count: number) => checkCompleteness({ ...whole, last: { rows: 1000, filledColumns: { [column]: count } }, filled: {} })
  expect(lose(1)).toEqual([])
  expect(lose(2)).toEqual([expect.stringContaining(`the column "${column}" had values in the last snapshot`)])
})

describe('a column that the file does not have any more', () => {
  const columns = rosterColumns.filter((column) => column !== 'end_date' && column !== 'effective_from' && column !== 'status')
  const lost = { ...whole, columns, filled: { title: 10 } }

  test.each(['end_date', 'status'])('is missed as soon as one row had a value in %s', (column) => {
    const last = { rows: 1000, filledColumns: { title: 10, [column]: 1 } }
    expect(checkCompleteness({ ...lost, last })).toEqual([
      `the column "${column}" had values in the last snapshot and is not in the file: export it again with that column. If HR keeps it hidden, import the file again with --redacted ${column}, and the last values stay. If it is rightly empty, import the file again with --accept-fall and a reason`,
    ])
    expect(checkCompleteness({ ...lost, last, redacted: { hidden: [column], shown: [] } })).toEqual([])
    expect(checkCompleteness({ ...lost, last, isFallAccepted: true })).toEqual([])
  })

  test('is not missed when nobody had a value in it', () => {
    expect(checkCompleteness({ ...lost, last: { rows: 10, filledColumns: { title: 10, end_date: 0 } } })).toEqual([])
  })

  test('is not said to be hideable when it is not', () => {
    const [reason] = checkCompleteness({ ...lost, last: { rows: 10, filledColumns: { effective_from: 1 } } })
    expect(reason).toContain('--accept-fall')
    expect(reason).not.toContain('--redacted')
  })
})

test('an accepted fall is about people and columns, not about the number of rows', () => {
  const reasons = checkCompleteness({ ...whole, expectedRows: 11, filled: {}, vanished: 9, isFallAccepted: true })
  expect(reasons).toEqual([expect.stringContaining('10 rows where 11 were stated')])
})

test('what an accepted fall would cure names the flag', () => {
  const reasons = checkCompleteness({ ...whole, filled: {}, vanished: 9 })
  expect(reasons.filter((reason) => reason.includes('--accept-fall'))).toHaveLength(2)
})
