import type { AgentConfig } from '../config.ts'
import type { Catalogue } from '../connectors/catalogue.ts'
import type { Clock, Random } from '../ports.ts'
import { UserError } from '../user-error.ts'
import type { Terminal } from './terminal.ts'

/** What the commands share. */
export interface CommandParts {
  readonly config: AgentConfig
  readonly terminal: Terminal
  readonly catalogue: Catalogue
  readonly clock: Clock
  readonly random: Random
  /** Aborts when the process is asked to end. */
  readonly stop: AbortSignal
}

/** The home directory from --home or ROLLCALL_AGENT_HOME. @throws UserError */
export function homeOf({ config }: CommandParts, option: string | undefined): string {
  const home = option ?? config.home
  if (home === undefined) throw new UserError("Say where the agent's home directory is: --home DIR, or ROLLCALL_AGENT_HOME.")
  return home
}
