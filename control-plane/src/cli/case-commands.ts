import { writeFileSync } from 'node:fs'
import type { Id } from '@rollcall/shared/ids'
import { type Command, Option } from 'commander'
import { type RefusalReason, type ReleaseReason, refusalReasons, releaseReasons } from '../cases/case-reasons.ts'
import { openStates } from '../cases/case-states.ts'
import { clientFromEnvironment } from './client.ts'
import { idArgument } from './id-argument.ts'
import { printLine, printTable } from './print.ts'

export function addCaseCommands(program: Command): void {
  const cases = program.command('case').description('joiners, movers and leavers')
  cases.command('list').description('the newest cases').option('--open', 'only those that still want something').action(listCases)
  cases.command('show').addArgument(idArgument('case')).description('one case, app by app').action(showCase)
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

async function listCases(options: { open?: true }): Promise<void> {
  const rows = await clientFromEnvironment().case.list.query(options.open ? { states: [...openStates] } : {})
  printTable(
    ['case', 'kind', 'state', 'reason', 'person', 'opened', 'closed'],
    rows.map((row) => [row.id, row.kind, row.state, row.reason ?? '', row.name, row.openedAt, row.closedAt ?? '']),
  )
}

async function showCase(id: Id<'case'>): Promise<void> {
  const found = await clientFromEnvironment().case.get.query({ case: id })
  printLine(`${found.kind} ${found.name}: ${found.state}${found.reason ? ` (${found.reason})` : ''}`)
  printTable(
    ['app', 'state', 'attempt', 'failure', 'steps'],
    found.jobs.map(({ app, state, attempt, failure, steps }) => [
      app,
      state ?? 'waiting',
      String(attempt),
      failure ?? '',
      steps.map(({ step, receipt }) => `${step.verb} ${receipt?.outcome ?? '…'}`).join(', '),
    ]),
  )
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
