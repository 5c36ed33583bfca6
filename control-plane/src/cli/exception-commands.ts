import type { Id } from '@rollcall/shared/ids'
import { type Command, Option } from 'commander'
import { type ExceptionReason, exceptionReasons } from '../policy/exception-reasons.ts'
import { clientFromEnvironment } from './client.ts'
import { idArgument } from './id-argument.ts'
import { personArgument, personId, personOption } from './person-argument.ts'
import { printLine, printTable } from './print.ts'
import { toCount } from './to-count.ts'

export function addExceptionCommands(program: Command): void {
  const exception = program.command('exception').description('access outside the rules, for a time')
  exception
    .command('list')
    .description('exceptions in force')
    .addOption(personOption('person', 'only of this person'))
    .action(listExceptions)
  exception
    .command('open')
    .addArgument(personArgument())
    .argument('<access>', 'app, or app/entitlement')
    .description('grant what no rule gives, or withhold what one gives; it ends by itself')
    .option('--withhold', 'take it away instead of giving it')
    .requiredOption('--days <count>', 'at most 365', toCount)
    .addOption(new Option('--reason <word>', 'goes into the ledger').choices(exceptionReasons).makeOptionMandatory())
    .action(openException)
  exception.command('close').addArgument(idArgument('exception')).description('the rules count again, now').action(closeException)
}

async function listExceptions({ person }: { person?: string }): Promise<void> {
  const exceptions = await clientFromEnvironment().exception.list.query(person === undefined ? {} : { person: await personId(person) })
  printTable(
    ['exception', 'person', 'kind', 'access', 'until', 'reason'],
    exceptions.map((row) => [
      row.id,
      row.name,
      row.kind,
      row.entitlement === null ? row.app : `${row.app}/${row.entitlement}`,
      row.until,
      row.reason,
    ]),
  )
}

interface OpenOptions {
  readonly withhold?: true
  readonly days: number
  readonly reason: ExceptionReason
}

async function openException(whose: string, access: string, { withhold, days, reason }: OpenOptions): Promise<void> {
  const [app = '', ...rest] = access.split('/')
  const entitlement = rest.length === 0 ? null : rest.join('/')
  const kind = withhold === true ? 'withhold' : 'grant'
  const person = await personId(whose)
  printLine((await clientFromEnvironment().exception.open.mutate({ person, kind, app, entitlement, days, reason })).exception)
}

async function closeException(id: Id<'exception'>): Promise<void> {
  await clientFromEnvironment().exception.close.mutate({ exception: id })
  printLine('closed')
}
