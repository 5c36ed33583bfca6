import type { Id } from '@rollcall/shared/ids'
import type { Command } from 'commander'
import { clientFromEnvironment } from './client.ts'
import { idArgument } from './id-argument.ts'
import { printLine, printTable } from './print.ts'

export function addAgentCommands(program: Command): void {
  const agent = program.command('agent').description('the programs in the customer’s network')
  agent
    .command('token')
    .description('print a token that lets one agent in, once, within the hour')
    .action(async () => printLine((await clientFromEnvironment().agent.createToken.mutate()).token))
  agent.command('list').action(async () => {
    const agents = await clientFromEnvironment().agent.list.query()
    printTable(
      ['agent', 'name', 'status', 'version', 'last seen', 'apps'],
      agents.map((row) => [
        row.id,
        row.name,
        row.isConnected ? 'connected' : row.status,
        row.agentVersion,
        row.lastSeenAt ?? 'never',
        row.apps.join(', '),
      ]),
    )
  })
  agent
    .command('revoke')
    .addArgument(idArgument('agent'))
    .description('shut an agent out for good, at once')
    .action(async (id: Id<'agent'>) => {
      await clientFromEnvironment().agent.revoke.mutate({ agent: id })
      printLine('revoked')
    })
}
