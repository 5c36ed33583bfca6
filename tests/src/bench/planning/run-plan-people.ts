/** `node run-plan-people.ts <count>`: plans so many people, a thousand at a time, and prints what it took as JSON. Reading them is not timed. */
import { readFileSync } from 'node:fs'
import { parsePolicy } from '@rollcall/control-plane/policy/parse-policy'
import { daysBefore } from '../../stage/dates.ts'
import { demoPolicy } from '../../stage/paths.ts'
import { peakMemoryMb } from '../peak-memory.ts'
import { sampleRows } from '../roster/sample-roster.ts'
import { observedPeople, planAll } from './measure-pure-planning.ts'
import { reorganizedRows, rowsBefore } from './reorganized-rows.ts'

const count = Number(process.argv[2])
const size = 1_000
const at = new Date()
const day = daysBefore(at.toISOString().slice(0, 10), 2)
const policy = parsePolicy(readFileSync(demoPolicy, 'utf8'))
let ms = 0
for (let first = 0; first < count; first += size) {
  const rows = sampleRows(size, first)
  const people = await observedPeople({ before: rowsBefore(rows), after: reorganizedRows(rows, day), day, at })
  const began = performance.now()
  planAll(people, policy, at)
  ms += performance.now() - began
}
process.stdout.write(`${JSON.stringify({ ms, peakMb: peakMemoryMb() })}\n`)
