import type { Command } from 'commander'

/** The one group of commands about a person, which several files fill. */
export function personGroup(program: Command): Command {
  const known = program.commands.find((command) => command.name() === 'person')
  return known ?? program.command('person').description('one person: what HR says, what was ordered')
}
