import { readFileSync } from 'node:fs'
import { isCivilDate } from '@rollcall/shared/civil-date'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type FallReason, fallReasons } from '../roster/fall-reasons.ts'
import { type HideableColumn, hideableColumns } from '../roster/roster-columns.ts'
import { clientFromEnvironment } from './client.ts'
import { csvLine } from './csv-line.ts'
import { personGroup } from './person-group.ts'
import { printLine, printTable } from './print.ts'
import { listPeople, showPerson } from './show-people.ts'
import { toCount } from './to-count.ts'

export function addRosterCommands(program: Command): void {
  const roster = program.command('roster').description('what HR says')
  roster
    .command('import <file>')
    .description('take over a roster CSV; a file that is not whole changes nothing')
    .option('--source <name>', 'which HR system it comes from', 'hr')
    .option('--new-source', 'it comes from one more HR system, with people of its own')
    .option('--expected-rows <count>', 'how many rows the export should have', toCount)
    .option('--date-format <format>', 'how dates are written, such as DD.MM.YYYY')
    .addOption(
      new Option('--accept-fall <reason>', 'many people, or all values of a column, are rightly missing; goes into the ledger').choices(
        fallReasons,
      ),
    )
    .option('--redacted <columns>', 'columns that HR hides now, with commas between: their last values stay', toColumns)
    .action(importRoster)
  roster
    .command('as-of <day>')
    .description('who worked here on a day, as we knew it then')
    .option('--known <when>', 'what we knew at the end of this day, or at this instant; now unless said')
    .option('--csv', 'print it as CSV, for a spreadsheet')
    .action(printRoster)
  const person = personGroup(program)
  person.command('show <person>').description('one person on both clocks, by our id or HR’s key').action(showPerson)
  person.command('list').description('everybody HR has ever stated').action(listPeople)
}

interface ImportOptions {
  readonly source: string
  readonly newSource?: true
  readonly expectedRows?: number
  readonly dateFormat?: string
  readonly acceptFall?: FallReason
  readonly redacted?: HideableColumn[]
}

async function importRoster(file: string, options: ImportOptions): Promise<void> {
  const { source, ...declared } = options
  const outcome = await clientFromEnvironment().roster.import.mutate({ source, file: readFileSync(file).toString('base64'), ...declared })
  if (outcome.kind === 'accepted') {
    const { added, changed, removed } = outcome.changes
    return printLine(
      `accepted${outcome.baseline ? ' as the baseline: it opens no case' : ''}: ${added} added, ${changed} changed, ${removed} missing`,
    )
  }
  printLine(`kept aside, the last good roster stays: ${outcome.reasons.join('; ')}`)
  process.exitCode = 1
}

async function printRoster(day: string, { known, csv }: { known?: string; csv?: true }): Promise<void> {
  if (!isCivilDate(day)) throw new InvalidArgumentError('give a day such as 2026-03-31')
  const { people, knownAt } = await clientFromEnvironment().roster.asOf.query({ on: day, ...(known === undefined ? {} : { known }) })
  const rows = people.map((row) => columns.map((column) => row[column] ?? null))
  if (csv === true) return [columns, ...rows].forEach((row) => printLine(csvLine(row)))
  const shown = people.map(({ personKey, givenName, familyName, status, department, title, presence }) => {
    const name = `${givenName} ${familyName}`
    return [personKey, name, status, department ?? '', title ?? '', presence === 'missing' ? 'missing' : '']
  })
  printTable(['key', 'name', 'status', 'department', 'title', ''], shown)
  printLine(`${people.length} people on ${day}, as known at ${knownAt}`)
}

const columns = [
  'personKey',
  'givenName',
  'familyName',
  'workEmail',
  'status',
  'engagementKey',
  'type',
  'department',
  'title',
  'managerKey',
  'location',
  'startDate',
  'endDate',
  'presence',
  'recordedAt',
] as const

function toColumns(text: string): readonly HideableColumn[] {
  return text.split(',').map((name) => {
    const column = hideableColumns.find((candidate) => candidate === name.trim())
    if (column === undefined) throw new InvalidArgumentError(`columns that may be hidden are ${hideableColumns.join(', ')}`)
    return column
  })
}
