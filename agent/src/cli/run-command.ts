import { compose } from '../compose.ts'
import { type CommandParts, homeOf } from './command-parts.ts'
import { readPassphrase } from './read-passphrase.ts'

/** Works until SIGINT or SIGTERM; effects under way are finished, everything else is taken up at the next start. */
export async function runCommand(parts: CommandParts, options: { home?: string }): Promise<void> {
  const { config, catalogue, clock, random, stop, terminal } = parts
  const home = homeOf(parts, options.home)
  const passphrase = await readPassphrase(terminal, config.vaultKeyFile)
  await using agent = await compose({ home, passphrase, config, catalogue }, { clock, random })
  await agent.run(stop)
}
