import type { Command } from 'commander'
import { describeConfig, readConfig } from '../config.ts'
import { printTable } from './print.ts'

/** What runs on the server's machine. The database stack is loaded only by those that need it: `verify` and the client stay light. */
export function addServerCommands(program: Command): void {
  program
    .command('init')
    .description('make keys and database, and the first organization with its owner')
    .requiredOption('--organization <name>')
    .requiredOption('--owner <name>')
    .option('--name <host>', 'what evidence calls this control plane, such as rollcall.example.com; the host of ROLLCALL_URL unless said')
    .option('--json', 'print the result as JSON')
    .action(async (options: { organization: string; owner: string; name?: string; json?: true }) => {
      const { initialize } = await import('./initialize.ts')
      await initialize(options)
    })
  program
    .command('serve')
    .description('run the control plane until it is stopped')
    .action(async () => {
      const { serve } = await import('./serve.ts')
      await serve()
    })
  program
    .command('config')
    .description('show the settings in force, passwords left out')
    .action(() => {
      const settings = Object.entries(describeConfig(readConfig()))
      printTable(
        ['setting', 'value'],
        settings.map(([name, value]) => [name, String(value)]),
      )
    })
}
