import { expect, test } from 'vitest'
import { retryAfterMs } from './retry-after.ts'

const now = new Date('2026-11-22T10:00:00Z')

test.each([
  ['0', 0],
  ['1', 1_000],
  [' 120 ', 120_000],
  ['0.25', 250],
  ['Sun, 22 Nov 2026 10:00:05 GMT', 5_000],
  ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
  ['999999999', 86_400_000],
  ['soon', undefined],
  ['', undefined],
  [undefined, undefined],
])('"%s" asks for %s ms', (header, expected) => {
  expect(retryAfterMs(header, now)).toBe(expected)
})
