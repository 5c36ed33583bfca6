import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { openPorts, startControlPlane } from '../compose.ts'
import { describeConfig, readConfig } from '../config.ts'
import { migrate } from '../database/migrate.ts'
import { createOrganization } from '../organizations/create-organization.ts'
import { createTrust } from '../trust/create-trust.ts'
import { readKeyFolder, writeKeyFolder } from '../trust/key-folder.ts'
import { printLine, printTable } from './print.ts'

export function addServerCommands(program: Command): void {
  program
    .command('init')
    .description('make keys and database, and the first organization with its owner')
    .requiredOption('--organization <name>')
    .requiredOption('--owner <name>')
    .option('--json', 'print the result as JSON')
    .action(initialize)
  program.command('serve').description('run the control plane until it is stopped').action(serve)
  program
    .command('config')
    .description('show the settings in force, passwords left out')
    .action(() =>
      printTable(
        ['setting', 'value'],
        Object.entries(describeConfig(readConfig())).map(([name, value]) => [name, String(value)]),
      ),
    )
}

async function initialize(options: { organization: string; owner: string; json?: true }): Promise<void> {
  const config = readConfig()
  const host = new URL(config.publicUrl).host
  if (!existsSync(join(config.keys, 'trust.json'))) writeKeyFolder(config.keys, await createTrust({ controlPlane: host, at: new Date() }))
  const { fingerprint } = readKeyFolder(config.keys)
  const ports = await openPorts(config)
  await using _database = ports.database
  await migrate(ports.database)
  const { organization, token } = await createOrganization(ports, { name: options.organization, owner: options.owner, host })
  if (options.json) return printLine(JSON.stringify({ organization, token, rootFingerprint: fingerprint }))
  printLine(`Organization "${options.organization}" (${organization}) is ready.`)
  printLine(`\nOwner token of ${options.owner}, shown this once:\n  ${token}`)
  printLine(`\nRoot fingerprint, which auditors and agents compare:\n  ${fingerprint}`)
  printLine(`\nMove ${join(config.keys, 'root.key.pem')} to a safe place off this machine: the running control plane does not need it.`)
  printLine('Next: "rollcall serve", and in another terminal "export ROLLCALL_TOKEN=…" and "rollcall agent token".')
}

async function serve(): Promise<void> {
  await using controlPlane = await startControlPlane(readConfig())
  printLine(JSON.stringify({ url: controlPlane.url }))
  await new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve())
    process.once('SIGINT', () => resolve())
  })
}
