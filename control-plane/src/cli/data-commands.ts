import type { Command } from 'commander'
import { clientFromEnvironment } from './client.ts'
import { printLine, printTable } from './print.ts'

export function addDataCommands(program: Command): void {
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
