/**
 * `npm run simulate-year [-- --people 500 --days 365 --seed 1]`: a company's year through the real services, with simulated apps. Every day is held
 * against what HR said; the exit code is 1 when something was wrong.
 */
import { parseArgs } from 'node:util'
import { peakMemoryMb } from '../bench/peak-memory.ts'
import { printHeading, printLine } from '../stage/print.ts'
import { liveYear, type YearReport } from './live-year.ts'
import { yearTable } from './year-table.ts'

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '500' },
    days: { type: 'string', default: '365' },
    seed: { type: 'string', default: '1' },
    'first-day': { type: 'string', default: '2026-01-01' },
  },
})
const [people, days, seed] = [values.people, values.days, values.seed].map(Number)
if (people === undefined || days === undefined || seed === undefined || !(people > 0 && days > 0 && Number.isSafeInteger(seed)))
  throw new RangeError('give whole numbers for --people, --days and --seed')

/** Told, not enforced: machines differ. */
const goal = { seconds: 90, megabytes: 500 }

const began = process.hrtime.bigint()
printHeading(`${people} people, ${days} days, seed ${seed}`)
const report = await liveYear({ seed, people, days, firstDay: values['first-day'], passed: showMonth })
print(report)
process.exitCode = report.breaches.length + report.restless + report.complaints.length === 0 ? 0 : 1

function showMonth(day: string): void {
  if (day.endsWith('-01')) printLine(`  ${day}`)
}

function print(year: YearReport): void {
  printHeading('What happened')
  for (const [turn, count] of [...year.happened].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    printLine(`  ${turn.padEnd(26)} ${String(count).padStart(5)}`)
  printLine(`  ${'rosters kept aside'.padEnd(26)} ${String(year.refusedSnapshots).padStart(5)}`)
  printLine(`  ${'outages of an app'.padEnd(26)} ${String(year.outages).padStart(5)}`)
  printHeading('Cases, in hours late; of those that are meant to wait, in hours after that')
  printLine(`  ${''.padEnd(24)}  cases  closed  waiting  told late  median    most`)
  for (const row of yearTable(year))
    printLine(
      `  ${row.line.padEnd(22)} ${[row.cases, row.closed, row.needPerson].map((count) => String(count).padStart(7)).join('')}  ${String(row.toldLate).padStart(9)} ${row.medianHours.toFixed(1).padStart(7)} ${row.mostHours.toFixed(1).padStart(7)}`,
    )
  printHeading('Held against HR and policy, at every instant at which anything is due')
  for (const breach of year.breaches.slice(0, 20)) printLine(`  ${breach}`)
  for (const complaint of year.complaints.slice(0, 5)) printLine(`  ${complaint.slice(0, 400)}`)
  printLine(`  ${year.breaches.length} breaches, ${year.restless} cases out of nothing, ${year.complaints.length} errors`)
  const seconds = Number(process.hrtime.bigint() - began) / 1e9
  const isWithin = seconds < goal.seconds && peakMemoryMb() < goal.megabytes
  const wanted = `goal for 500 people and 365 days: ${goal.seconds} s, ${goal.megabytes} MB`
  // A smaller or shorter year says nothing about the goal.
  const isWhole = people === 500 && days === 365
  const verdict = isWhole ? `: ${isWithin ? 'kept' : 'missed'}` : ''
  printLine(`  ${seconds.toFixed(0)} s, ${peakMemoryMb().toFixed(0)} MB (${wanted}${verdict})`)
}
