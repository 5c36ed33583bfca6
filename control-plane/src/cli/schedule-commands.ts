import { type Command, InvalidArgumentError } from 'commander'
import { clientFromEnvironment } from './client.ts'
import { printLine, printTable } from './print.ts'

export function addScheduleCommands(program: Command): void {
  program
    .command('schedule')
    .description('what will happen by itself in the coming days')
    .option('--days <count>', 'how many days ahead', toDays, 14)
    .option('--json', 'print it as JSON')
    .action(showSchedule)
}

function toDays(text: string): number {
  const days = Number(text)
  if (!Number.isInteger(days) || days < 1 || days > 400) throw new InvalidArgumentError('a number of days from 1 to 400')
  return days
}

async function showSchedule({ days, json }: { days: number; json?: true }): Promise<void> {
  const turns = await clientFromEnvironment().schedule.list.query({ days, limit: 1_000 })
  if (json) return printLine(JSON.stringify(turns, null, 2))
  printTable(
    ['at', 'day', 'zone', 'person', 'what', 'about'],
    turns.map(({ at, date, zone, name, kind, about }) => [at, date ?? '', zone ?? '', name, kind, about]),
  )
}
