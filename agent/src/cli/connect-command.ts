import { connectApp } from '../connectors/connect-app.ts'
import { appNameSchema } from '../home/app-settings.ts'
import { homePaths } from '../home/home-paths.ts'
import { requireIdentity } from '../home/identity.ts'
import { UserError } from '../user-error.ts'
import { Scrubber } from '../vault/scrubber.ts'
import { Vault } from '../vault/vault.ts'
import { unlockVaultKey } from '../vault/vault-key.ts'
import { askAnswers } from './ask-answers.ts'
import { type CommandParts, homeOf } from './command-parts.ts'
import { readAnswers } from './read-answers.ts'
import { readPassphrase } from './read-passphrase.ts'

export async function connectCommand(parts: CommandParts, app: string, options: { home?: string; answers?: string }): Promise<void> {
  const { terminal, config, catalogue, clock, random } = parts
  if (!appNameSchema.safeParse(app).success)
    throw new UserError(`"${app}" cannot name an app: use a-z, 0-9 and "-", at most 64 characters.`)
  const paths = homePaths(homeOf(parts, options.home))
  const { organization } = await requireIdentity(paths.identity)
  const passphrase = await readPassphrase(terminal, config.vaultKeyFile)
  const { key } = await unlockVaultKey({ folder: paths.vault, passphrase, cost: config.scryptCost, random })
  const answers = options.answers === undefined ? await askAnswers(terminal, catalogue, app) : await readAnswers(terminal, options.answers)
  const scrubber = new Scrubber()
  const vault = new Vault({ folder: paths.vault, organization, key, random, scrubber })
  const report = await connectApp({ apps: paths.apps, catalogue, vault, scrubber, clock, random, browser: config.browser }, app, answers)
  terminal.print(scrubber.scrub(`Connected ${app}: ${report.product}.`))
  for (const note of report.notes) terminal.print(scrubber.scrub(`  ${note}`))
}
