import { writeFileSync } from 'node:fs'
import { toCivilDate } from '@rollcall/shared/civil-date'
import type { Id } from '@rollcall/shared/ids'
import { type Command, InvalidArgumentError, Option } from 'commander'
import {
  type RefusalReason,
  type ReleaseReason,
  refusalReasons,
  releaseReasons,
  type WaiveReason,
  waiveReasons,
} from '../cases/case-reasons.ts'
import { openStates } from '../cases/case-states.ts'
import { leftOutReasons } from '../planning/plan.ts'
import { caseLines } from './case-lines.ts'
import { clientFromEnvironment } from './client.ts'
import { idArgument, parseId } from './id-argument.ts'
import { printLine, printTable } from './print.ts'

export function addCaseCommands(program: Command): void {
  const cases = program.command('case').description('joiners, movers and leavers')
  cases
    .command('list')
    .description('the newest cases')
    .option('--open', 'only those that still want something')
    .option('--json', 'print them as JSON')
    .action(listCases)
  cases
    .command('show')
    .addArgument(idArgument('case'))
    .description('one case, app by app, with the reason of every line')
    .option('--json', 'print it as JSON')
    .action(showCase)
  cases
    .command('release')
    .addArgument(idArgument('case'))
    .description('let a held case run')
    .addOption(reasonFrom(releaseReasons))
    .action(releaseCase)
  cases
    .command('reject')
    .addArgument(idArgument('case'))
    .description('drop a held case')
    .addOption(reasonFrom(refusalReasons))
    .action(rejectCase)
  cases
    .command('postpone')
    .addArgument(idArgument('case'))
    .description('leave a held case until a day begins, and judge it anew then')
    .requiredOption('--until <day>', 'YYYY-MM-DD, where the person is')
    .action(postponeCase)
  cases
    .command('waive')
    .addArgument(idArgument('case'))
    .description('leave one thing undone, by name, so that the case can close over it')
    .addOption(reasonFrom(waiveReasons))
    .option('--job <id>', 'a job that has failed or waits')
    .option('--task <id>', 'a task')
    .option('--left <app:reason>', 'something that was left out of the plan, such as wiki:protected')
    .action(waive)
  cases
    .command('cancel')
    .addArgument(idArgument('case'))
    .description('stop a case between effects')
    .addOption(reasonFrom(refusalReasons))
    .action(cancelCase)
  cases.command('retry').addArgument(idArgument('case')).description('plan the person anew and try again').action(retryCase)
  cases
    .command('packet')
    .addArgument(idArgument('case'))
    .description('write the evidence of a closed case as a zip that an outsider can check')
    .requiredOption('-o, --output <file>')
    .action(exportPacket)
}

function reasonFrom(reasons: readonly string[]): Option {
  return new Option('--reason <word>', 'goes into the ledger').choices(reasons).makeOptionMandatory()
}

async function listCases(options: { open?: true; json?: true }): Promise<void> {
  const rows = await clientFromEnvironment().case.list.query(options.open ? { states: [...openStates] } : {})
  if (options.json) return printLine(JSON.stringify(rows, null, 2))
  printTable(
    ['case', 'kind', 'state', 'reason', 'person', 'opened', 'closed', 'late'],
    rows.map((row) => [row.id, row.kind, row.state, row.reason ?? '', row.name, row.openedAt, row.closedAt ?? '', row.late ? 'late' : '']),
  )
}

async function showCase(id: Id<'case'>, options: { json?: true }): Promise<void> {
  const found = await clientFromEnvironment().case.get.query({ case: id })
  if (options.json) printLine(JSON.stringify(found, null, 2))
  else for (const line of caseLines(found)) printLine(line)
}

async function postponeCase(id: Id<'case'>, { until }: { until: string }): Promise<void> {
  const postponed = await clientFromEnvironment().case.postpone.mutate({ case: id, until: toCivilDate(until) })
  printLine(`postponed until ${postponed.until}`)
}

interface WaiveOptions {
  readonly reason: WaiveReason
  readonly job?: string
  readonly task?: string
  readonly left?: string
}

async function waive(id: Id<'case'>, { reason, ...what }: WaiveOptions): Promise<void> {
  await clientFromEnvironment().case.waive.mutate({ case: id, reason, item: waivedItem(what) })
  printLine('waived')
}

function waivedItem({ job, task, left }: Omit<WaiveOptions, 'reason'>) {
  if (job !== undefined) return { job: parseId('job', job) }
  if (task !== undefined) return { task: parseId('task', task) }
  const [app = '', word = ''] = (left ?? '').split(':')
  const reason = leftOutReasons.find((one) => one === word)
  if (reason === undefined) throw new InvalidArgumentError('name what is waived: --job, --task or --left app:reason')
  return { left: { app, reason } }
}

async function releaseCase(id: Id<'case'>, { reason }: { reason: ReleaseReason }): Promise<void> {
  await clientFromEnvironment().case.release.mutate({ case: id, reason })
  printLine('released')
}

async function rejectCase(id: Id<'case'>, { reason }: { reason: RefusalReason }): Promise<void> {
  await clientFromEnvironment().case.reject.mutate({ case: id, reason })
  printLine('rejected')
}

async function cancelCase(id: Id<'case'>, { reason }: { reason: RefusalReason }): Promise<void> {
  await clientFromEnvironment().case.cancel.mutate({ case: id, reason })
  printLine('cancelled')
}

async function retryCase(id: Id<'case'>): Promise<void> {
  const { next } = await clientFromEnvironment().case.retry.mutate({ case: id })
  printLine(next === null ? 'nothing is left to do' : `goes on as ${next}`)
}

async function exportPacket(id: Id<'case'>, { output }: { output: string }): Promise<void> {
  const { zip, sha256 } = await clientFromEnvironment().evidence.exportCase.mutate({ case: id })
  writeFileSync(output, Buffer.from(zip, 'base64'))
  printLine(`${output} (sha256 ${sha256})`)
}
