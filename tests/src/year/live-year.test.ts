import { expect, test } from 'vitest'
import { liveYear } from './live-year.ts'

test('a third of a year in a small company: nobody loses access whom HR calls active, nobody keeps it past the cut-off', {
  timeout: 180_000,
}, async () => {
  const report = await liveYear({ seed: 11, people: 40, days: 120, firstDay: '2026-02-02' })
  expect(report.breaches).toEqual([])
  expect(report.restless).toBe(0)
  expect(report.complaints).toEqual([])
  expect(new Set(report.cases.map(({ kind }) => kind))).toEqual(new Set(['joiner', 'mover', 'leaver', 'leave', 'restore']))
})
