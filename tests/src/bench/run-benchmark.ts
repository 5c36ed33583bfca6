/** `node run-benchmark.ts <name> <folder>`: one benchmark in a process of its own; prints its measures as one line of JSON. */
import { benchmarks } from './benchmarks.ts'

const [name, folder] = process.argv.slice(2)
const benchmark = benchmarks.find((candidate) => candidate.name === name)
if (benchmark === undefined || folder === undefined) throw new Error('name a benchmark and a folder')
const measures = await benchmark.run(folder)
process.stdout.write(`${JSON.stringify(measures)}\n`)
