import { writeFileSync } from 'node:fs'
import { idSchema } from '@rollcall/shared/id-schema'
import type { Command } from 'commander'
import { clientFromEnvironment } from './client.ts'
import { printLine, printTable } from './print.ts'

export function addCaseCommands(program: Command): void {
  const cases = program.command('case').description('joiners, movers and leavers')
  cases.command('list').option('--open', 'only those that still want something').action(listCases)
  cases.command('show <case>').action(showCase)
  cases.command('release <case>').description('let a held case run').requiredOption('--reason <word>').action(decide('release'))
  cases.command('reject <case>').description('drop a held case').requiredOption('--reason <word>').action(decide('reject'))
  cases
    .command('retry <case>')
    .description('plan and try again')
    .action(async (id: string) => void (await clientFromEnvironment().case.retry.mutate({ case: toCase(id) })))
  cases.command('cancel <case>').requiredOption('--reason <word>').action(decide('cancel'))
  cases
    .command('packet <case>')
    .description('write the evidence of a closed case as a zip that an outsider can check')
    .requiredOption('-o, --output <file>')
    .action(async (id: string, { output }: { output: string }) => {
      const { zip, sha256 } = await clientFromEnvironment().evidence.exportCase.mutate({ case: toCase(id) })
      writeFileSync(output, Buffer.from(zip, 'base64'))
      printLine(`${output} (sha256 ${sha256})`)
    })
}

async function listCases(options: { open?: true }): Promise<void> {
  const rows = await clientFromEnvironment().case.list.query({ onlyOpen: options.open ?? false })
  printTable(
    ['case', 'kind', 'state', 'reason', 'person', 'opened', 'closed'],
    rows.map((row) => [row.id, row.kind, row.state, row.reason ?? '', row.person.name, row.openedAt, row.closedAt ?? '']),
  )
}

async function showCase(id: string): Promise<void> {
  const found = await clientFromEnvironment().case.get.query({ case: toCase(id) })
  printLine(`${found.kind} ${found.person.name}: ${found.state}${found.reason ? ` (${found.reason})` : ''}`)
  printTable(
    ['app', 'state', 'attempt', 'steps', 'failure'],
    found.jobs.map((job) => [
      job.app,
      job.state,
      String(job.attempt),
      job.steps.map(({ verb, outcome }) => `${verb} ${outcome ?? '…'}`).join(', '),
      job.failure ?? '',
    ]),
  )
}

function decide(decision: 'release' | 'reject' | 'cancel') {
  return async (id: string, { reason }: { reason: string }): Promise<void> => {
    await clientFromEnvironment().case[decision].mutate({ case: toCase(id), reason })
    printLine('done')
  }
}

function toCase(id: string) {
  return idSchema('case').parse(id)
}
