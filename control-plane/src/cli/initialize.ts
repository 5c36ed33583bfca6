import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openPorts } from '../compose.ts'
import { readConfig } from '../config.ts'
import { migrate } from '../database/migrate.ts'
import { createOrganization } from '../organizations/create-organization.ts'
import { createTrust } from '../trust/create-trust.ts'
import { readKeyFolder, writeKeyFolder } from '../trust/key-folder.ts'
import { printLine } from './print.ts'

/** `rollcall init`: keys where there are none yet, the schema, and one more organization. */
export async function initialize(options: { organization: string; owner: string; name?: string; json?: true }): Promise<void> {
  const config = readConfig()
  const host = options.name ?? new URL(config.publicUrl).host
  const ports = await openPorts(config)
  await using _database = ports.database
  if (!existsSync(join(config.keys, 'trust.json'))) writeKeyFolder(config.keys, await createTrust({ controlPlane: host, at: ports.now() }))
  const { fingerprint } = readKeyFolder(config.keys)
  await migrate(ports.database)
  const { organization, token } = await createOrganization(ports, { name: options.organization, owner: options.owner, host })
  if (options.json) return printLine(JSON.stringify({ organization, token, rootFingerprint: fingerprint }))
  printLine(`Organization "${options.organization}" (${organization}) is ready.`)
  printLine(`\nOwner token of ${options.owner}, shown this once:\n  ${token}`)
  printLine(`\nRoot fingerprint, which auditors and agents compare:\n  ${fingerprint}`)
  printLine(`\nMove ${join(config.keys, 'root.key.pem')} to a safe place off this machine: the running control plane does not need it.`)
  printLine('Next: "rollcall serve", and in another terminal "export ROLLCALL_TOKEN=…" and "rollcall agent token".')
}
