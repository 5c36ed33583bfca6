import type { RosterRow } from '../../company/roster-csv.ts'
import { daysBefore } from '../../stage/dates.ts'
import type { Benchmark } from '../benchmark.ts'
import { sampleRows } from '../roster/sample-roster.ts'
import { measureCasePlanner } from './measure-case-planner.ts'
import { measureGrowth } from './measure-growth.ts'
import { measurePurePlanning } from './measure-pure-planning.ts'
import { measureSimulation } from './measure-simulation.ts'
import { reorganizedRows, rowsBefore } from './reorganized-rows.ts'

export interface Reorganization {
  readonly before: readonly RosterRow[]
  readonly after: readonly RosterRow[]
  /** On which the accounts were listed. */
  readonly day: string
  readonly at: Date
}

export const planningBenchmark: Benchmark = {
  name: 'planning',
  includes: [
    '500 people of whom every one has something to change (25 leavers, 25 joiners, 450 movers), three apps, the policy of the demo.',
    'plan: from the policy document as text and the facts of each person to a plan each: policy compiled, status, access windows, rules and the difference to the accounts.',
    'cases: the planner’s own loop on SQLite with synchronous = FULL, 100 people per transaction: people, accounts and open cases read, guard, cases and jobs stored, ledger entries appended.',
    'simulation: the same people and roster, from the file’s bytes to the signed plan set, on SQLite in a transaction that is thrown away.',
    'growth: the pure planner in a process per size, a thousand people at a time; making the people is not timed.',
  ],
  run: async (folder) => {
    const at = new Date()
    const day = daysBefore(at.toISOString().slice(0, 10), 2)
    const rows = sampleRows(500)
    const reorganization = { before: rowsBefore(rows), after: reorganizedRows(rows, day), day, at }
    return [
      ...(await measurePurePlanning(reorganization)),
      ...(await measureCasePlanner(folder, reorganization)),
      ...(await measureSimulation(folder, reorganization)),
      ...(await measureGrowth()),
    ]
  },
}
