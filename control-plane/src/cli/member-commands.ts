import type { Id } from '@rollcall/shared/ids'
import { type Command, Option } from 'commander'
import { type Role, roles } from '../organizations/roles.ts'
import { clientFromEnvironment } from './client.ts'
import { idArgument } from './id-argument.ts'
import { printLine, printTable } from './print.ts'

export function addMemberCommands(program: Command): void {
  const member = program.command('member').description('who signs in to Rollcall')
  member.command('list').description('everybody, and who they are on the roster').action(list)
  member
    .command('add <name>')
    .description('add somebody; their token is shown once')
    .addOption(new Option('--role <role>', 'what they may do').choices(roles).makeOptionMandatory())
    .action(add)
  member
    .command('link')
    .addArgument(idArgument('member'))
    .argument('<person>', 'HR key')
    .description('say who they are on the roster: whom they approve as a manager, and what they may not approve themselves')
    .action((id: Id<'member'>, personKey: string) => link(id, personKey))
  member
    .command('unlink')
    .addArgument(idArgument('member'))
    .description('take that back')
    .action((id: Id<'member'>) => link(id, null))
  member.command('remove').addArgument(idArgument('member')).description('end their token and keys, for good').action(remove)
}

async function list(): Promise<void> {
  const members = await clientFromEnvironment().organization.members.query()
  printTable(
    ['member', 'name', 'role', 'person', 'keys'],
    members.map(({ id, name, role, personKey, keys }) => [id, name, role, personKey ?? '', String(keys)]),
  )
}

async function add(name: string, { role }: { role: Role }): Promise<void> {
  const { member, token } = await clientFromEnvironment().organization.createMember.mutate({ name, role })
  printLine(`${member}\ntoken, shown this once: ${token}`)
}

async function remove(member: Id<'member'>): Promise<void> {
  await clientFromEnvironment().organization.removeMember.mutate({ member })
  printLine('removed')
}

async function link(member: Id<'member'>, personKey: string | null): Promise<void> {
  await clientFromEnvironment().organization.linkMember.mutate({ member, personKey })
  printLine(personKey === null ? 'unlinked' : 'linked')
}
