import { enrolAgent } from '../enrol/enrol-agent.ts'
import { homePaths } from '../home/home-paths.ts'
import { type CommandParts, homeOf } from './command-parts.ts'
import { readPassphrase } from './read-passphrase.ts'
import { readToken } from './read-token.ts'

export async function enrolCommand(parts: CommandParts, options: { home?: string; name: string; tokenFile?: string }): Promise<void> {
  const { terminal, config, random } = parts
  const home = homeOf(parts, options.home)
  const token = await readToken(terminal, options.tokenFile)
  const passphrase = await readPassphrase(terminal, config.vaultKeyFile)
  const identity = await enrolAgent({ home, name: options.name, token, passphrase, scryptCost: config.scryptCost, random })
  terminal.print(`Enrolled "${identity.name}" (${identity.agent}) with ${identity.organizationName}.`)
  terminal.print(
    `Next: say what it may do in ${homePaths(home).localPolicy}, then "rollcall-agent connect <app>" and "rollcall-agent run".`,
  )
}
