import { readFileSync } from 'node:fs'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type FallReason, fallReasons } from '../roster/fall-reasons.ts'
import { clientFromEnvironment } from './client.ts'
import { printLine, printTable } from './print.ts'

export function addDataCommands(program: Command): void {
  const roster = program.command('roster').description('what HR says')
  roster
    .command('import <file>')
    .description('take over a roster CSV; a file that is not whole changes nothing')
    .option('--source <name>', 'which HR system it comes from', 'hr')
    .option('--expected-rows <count>', 'how many rows the export should have', toCount)
    .option('--date-format <format>', 'how dates are written, such as DD.MM.YYYY')
    .addOption(
      new Option('--accept-fall <reason>', 'many people, or all values of a column, are rightly missing; goes into the ledger').choices(
        fallReasons,
      ),
    )
    .action(importRoster)
  const app = program.command('app').description('accounts in apps')
  app
    .command('refresh <app>')
    .description('read every account of an app')
    .action(async (name: string) => printLine((await clientFromEnvironment().account.refresh.mutate({ app: name })).job))
  app
    .command('orphans')
    .description('accounts that belong to nobody, with who may own them')
    .action(async () => {
      const orphans = await clientFromEnvironment().account.orphans.query()
      printTable(
        ['app', 'user name', 'active', 'may belong to'],
        orphans.map(({ app: name, userName, isActive, candidates }) => [
          name,
          userName,
          isActive ? 'yes' : 'no',
          candidates.map((one) => `${one.name} (${one.status}, by ${one.rule})`).join(', '),
        ]),
      )
    })
  app.command('list').action(async () => {
    const apps = await clientFromEnvironment().account.summary.query()
    printTable(
      ['app', 'accounts', 'linked', 'orphans', 'last listing'],
      apps.map((row) => [row.app, String(row.accounts), String(row.linked), String(row.orphans), row.isPartial ? 'partial' : '']),
    )
  })
}

interface ImportOptions {
  readonly source: string
  readonly expectedRows?: number
  readonly dateFormat?: string
  readonly acceptFall?: FallReason
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

function toCount(text: string): number {
  const count = Number(text)
  if (!Number.isSafeInteger(count) || count < 0) throw new InvalidArgumentError('give a whole number')
  return count
}
