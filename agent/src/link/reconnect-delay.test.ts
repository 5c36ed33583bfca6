import { expect, test } from 'vitest'
import { goawayDelayMs } from './goaway-delay.ts'
import { reconnectDelayMs } from './reconnect-delay.ts'

test.each([
  [0, 0.999, 0, 249.75],
  [3, 0.5, 0, 1_000],
  [50, 1, 0, 60_000],
  [50, 0, 0, 0],
  [0, 0.5, 5_000, 5_125],
])('attempt %i with jitter %f and at least %i ms waits %f ms', (attempt, fraction, atLeastMs, expected) => {
  expect(reconnectDelayMs({ attempt, fraction, atLeastMs })).toBeCloseTo(expected)
})

test.each([
  ['restarting', 1_000, 10_000, 6_000],
  ['revoked', 0, 0, 900_000],
  ['unauthorized', 0, 0, 900_000],
  ['superseded', 0, 0, 60_000],
  ['too_old', 3_600_000, 0, 3_600_000],
] as const)('after goaway %s (%i ms, spread %i ms) the agent stays away %i ms', (code, retryAfterMs, spreadMs, expected) => {
  expect(goawayDelayMs({ kind: 'goaway', code, retryAfterMs, spreadMs }, 0.5)).toBe(expected)
})
