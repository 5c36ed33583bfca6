import { Command } from 'commander'
import { agentVersion } from '../version.ts'
import type { CommandParts } from './command-parts.ts'
import { connectCommand } from './connect-command.ts'
import { enrolCommand } from './enrol-command.ts'
import { runCommand } from './run-command.ts'
import { statusCommand } from './status-command.ts'

const homeOption = ['--home <dir>', "the agent's home directory (default: ROLLCALL_AGENT_HOME)"] as const

/** The command line. Secrets are read from files, standard input or prompts and never from arguments. */
export function createProgram(parts: CommandParts): Command {
  const program = new Command('rollcall-agent')
    .description('Acts on the apps in your network as signed jobs say and your local policy allows.')
    .version(agentVersion)
  program
    .command('enrol')
    .description('make this machine an agent of your organization with a one-time token')
    .option(...homeOption)
    .requiredOption('--name <name>', 'how operators will know this agent')
    .option('--token-file <file>', 'file that holds the enrolment token; "-" for standard input (default: prompt)')
    .action((options: { home?: string; name: string; tokenFile?: string }) => enrolCommand(parts, options))
  program
    .command('connect')
    .description('give this agent access to an app; stored only when a trial read succeeds')
    .argument('<app>', 'name of the app, as the policy calls it')
    .option(...homeOption)
    .option('--answers <file>', 'JSON {"connector", "settings", "secrets"}; "-" for standard input (default: prompts)')
    .action((app: string, options: { home?: string; answers?: string }) => connectCommand(parts, app, options))
  program
    .command('run')
    .description('connect to the control plane and work until stopped')
    .option(...homeOption)
    .action((options: { home?: string }) => runCommand(parts, options))
  program
    .command('status')
    .description('say how this agent is; needs no passphrase')
    .option(...homeOption)
    .option('--json', 'as JSON')
    .action((options: { home?: string; json?: boolean }) => statusCommand(parts, options))
  return program
}
