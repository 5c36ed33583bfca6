import { caseKinds } from '@rollcall/shared/case-kinds'
import { expect, test } from 'vitest'
import { doings } from './administrator.ts'
import { turns } from './hr-year.ts'
import { liveYear } from './live-year.ts'

test('a quarter of a year in a small company, with every turn that there is: everybody has exactly what HR and policy say, and nobody anything else', {
  timeout: 180_000,
}, async () => {
  const report = await liveYear({ seed: 11, people: 30, days: 90, firstDay: '2026-02-02', turnsPerDay: 2, doingsPerDay: 0.6 })
  expect(report.breaches).toEqual([])
  expect(report.restless).toBe(0)
  expect(report.complaints).toEqual([])
  expect([...turns, ...doings].filter((one) => !report.happened.has(one))).toEqual([])
  expect(report.outages).toBeGreaterThan(0)
  expect(report.refusedSnapshots).toBeGreaterThan(0)
  expect(new Set(report.cases.map(({ kind }) => kind))).toEqual(new Set(caseKinds))
})
