import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Measure } from '../benchmark.ts'
import { runInProcess } from '../run-in-process.ts'

const script = fileURLToPath(new URL('run-plan-people.ts', import.meta.url))
const answer = z.object({ ms: z.number(), peakMb: z.number() })
const counts = [1_000, 10_000, 100_000] as const

/** One process per size. That the time grows with the people and no faster shows in the time per person, which may not double. */
export async function measureGrowth(): Promise<readonly Measure[]> {
  const runs: { count: number; ms: number; peakMb: number }[] = []
  for (const count of counts) runs.push({ count, ...(await runInProcess({ script, args: [String(count)], answer })) })
  const perPerson = runs.map(({ count, ms }) => ms / count)
  const times = runs.map(
    ({ count, ms, peakMb }): Measure => ({
      name: `plan for ${count.toLocaleString('en')} people`,
      value: ms / 1_000,
      unit: 's',
      ...(count === 10_000 ? { goal: { most: 10 } } : {}),
      from: { peakMb },
    }),
  )
  return [
    ...times,
    {
      name: 'time per person, 100,000 ÷ 10,000',
      value: (perPerson[2] ?? Number.NaN) / (perPerson[1] ?? Number.NaN),
      unit: '×',
      goal: { most: 1.5 },
    },
    { name: 'peak memory of planning 100,000', value: runs[2]?.peakMb ?? Number.NaN, unit: 'MB', goal: { most: 500 } },
  ]
}
