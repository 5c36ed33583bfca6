/**
 * `npm run bench [-- <name>…]`: measures what has a speed goal, prints a table, and writes `bench-output/<name>.json`.
 * Exit code 1 when a benchmark could not run; a missed goal is a figure in the table, since a busy machine misses it too.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { printHeading, printLine } from '../stage/print.ts'
import { type Benchmark, measureSchema } from './benchmark.ts'
import { benchmarks } from './benchmarks.ts'
import { machineFacts } from './machine-facts.ts'
import { printMeasures, type Result } from './print-measures.ts'
import { runInProcess } from './run-in-process.ts'
import { watchTimerLateness } from './timer-lateness.ts'

const output = fileURLToPath(new URL('../../../bench-output', import.meta.url))
const script = fileURLToPath(new URL('run-benchmark.ts', import.meta.url))

mkdirSync(output, { recursive: true })
const results: Result[] = []
for (const benchmark of chosen(process.argv.slice(2))) {
  try {
    results.push(await run(benchmark))
  } catch (error) {
    process.exitCode = 1
    process.stderr.write(`  ${benchmark.name} could not run: ${error instanceof Error ? error.message : 'unknown error'}\n`)
  }
}
printHeading('Speed')
printMeasures(results)

function chosen(names: readonly string[]): readonly Benchmark[] {
  const unknown = names.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name))
  if (unknown.length === 0) return names.length === 0 ? benchmarks : benchmarks.filter(({ name }) => names.includes(name))
  process.stderr.write(`no benchmark is called ${unknown.join(', ')}: there are ${benchmarks.map(({ name }) => name).join(', ')}\n`)
  process.exitCode = 1
  return []
}

/** Its database lies beside its result and not in the folder for temporary files, which on some machines is no disk. */
async function run({ name, includes }: Benchmark): Promise<Result> {
  const startedAt = new Date()
  const folder = mkdtempSync(join(output, `${name}-`))
  try {
    const machine = machineFacts(folder)
    const lateness = watchTimerLateness()
    const measures = await runInProcess({ script, args: [name, folder], answer: z.array(measureSchema) })
    const idleTimerLateMs = lateness.stop()
    const seconds = (Date.now() - startedAt.getTime()) / 1_000
    printLine(
      `  ${name}: measured in ${seconds.toFixed(0)} s; an idle process beside it was woken up to ${idleTimerLateMs.p99.toFixed(0)} ms late (p99)`,
    )
    const report = {
      benchmark: name,
      startedAt: startedAt.toISOString(),
      seconds,
      machine: { ...machine, idleTimerLateMs },
      includes,
      measures,
    }
    writeFileSync(join(output, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`)
    return { name, measures }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
