import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Benchmark, Measure } from '../benchmark.ts'
import { runInProcess } from '../run-in-process.ts'
import { laterRows, rosterFile, sampleRows } from './sample-roster.ts'

const script = fileURLToPath(new URL('run-import-roster.ts', import.meta.url))
const answer = z.object({
  ms: z.number(),
  peakMb: z.number(),
  outcome: z.object({ kind: z.literal('accepted'), baseline: z.boolean(), changes: z.record(z.string(), z.number()) }),
})
const rows = 100_000

export const rosterBenchmark: Benchmark = {
  name: 'roster',
  includes: [
    'One process per import, on SQLite in a file with synchronous = FULL. Timed: reading the file, decoding, parsing and checking 100,000 rows of 19 columns, the completeness gate, the diff, and everything stored and logged in one commit. Not timed: starting Node and opening the database.',
    'first: an empty organization takes all 100,000 people as its baseline.',
    'next: the following day’s file, with 1 % of the people changed, 100 gone and 100 new.',
    'memory: the most that the process ever held, Node itself and its start included.',
  ],
  run: async (folder) => {
    const before = sampleRows(rows)
    const first = await importFile(folder, { name: 'first.csv', bytes: rosterFile(before) })
    const next = await importFile(folder, { name: 'next.csv', bytes: rosterFile(laterRows(before)) })
    if (!first.outcome.baseline || next.outcome.baseline) throw new Error('the first roster, and only it, is the baseline')
    return [...measures('first', first), ...measures('next', next)]
  },
}

function importFile(folder: string, { name, bytes }: { name: string; bytes: Uint8Array }): Promise<z.infer<typeof answer>> {
  const file = join(folder, name)
  writeFileSync(file, bytes)
  return runInProcess({ script, args: [folder, file], answer })
}

function measures(which: 'first' | 'next', { ms, peakMb, outcome }: z.infer<typeof answer>): readonly Measure[] {
  return [
    {
      name: `${rows.toLocaleString('en')} rows imported, gated and diffed, ${which}`,
      value: ms / 1_000,
      unit: 's',
      goal: { most: 60 },
      from: outcome.changes,
    },
    { name: `peak memory of that import, ${which}`, value: peakMb, unit: 'MB', goal: { most: 700 } },
  ]
}
