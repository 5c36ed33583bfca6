import type { Id } from '@rollcall/shared/ids'
import { type Command, Option } from 'commander'
import { type ListingFallReason, listingFallReasons } from '../accounts/listing-fall-reasons.ts'
import { clientFromEnvironment } from './client.ts'
import { idArgument } from './id-argument.ts'
import { personArgument, personId, personOption } from './person-argument.ts'
import { printLine, printTable } from './print.ts'

/** Apps as a whole, and single accounts in them. */
export function addAccountCommands(program: Command): void {
  const app = program.command('app').description('accounts in apps')
  app
    .command('refresh <app>')
    .description('read every account of an app')
    .addOption(
      new Option('--accept-fall <reason>', 'many accounts are rightly missing from the next listing; goes into the ledger').choices(
        listingFallReasons,
      ),
    )
    .action(refreshApp)
  app.command('orphans').description('accounts that belong to nobody, with who may own them').action(listOrphans)
  app.command('list').description('how many accounts each app has').action(listApps)
  const account = program.command('account').description('single accounts: whose they are, and what may be done to them')
  account
    .command('list')
    .description('accounts as last read')
    .option('--app <app>')
    .addOption(personOption('person', 'only of this person'))
    .action(listAccounts)
  account
    .command('link')
    .addArgument(idArgument('account'))
    .addArgument(personArgument())
    .description('say whose it is')
    .action(linkAccount)
  account.command('unlink').addArgument(idArgument('account')).description('say that it is not theirs').action(unlinkAccount)
  account
    .command('type')
    .addArgument(idArgument('account'))
    .argument('<type>', 'shared or service')
    .addOption(personOption('responsible', 'the person who answers for it').makeOptionMandatory())
    .description('nobody owns it, and somebody answers for it')
    .action(setType)
  account.command('protect').addArgument(idArgument('account')).description('nothing touches it any more').action(protect(true))
  account.command('unprotect').addArgument(idArgument('account')).description('it may be touched again').action(protect(false))
  account.command('disable').addArgument(idArgument('account')).description('switch off an account that nobody owns').action(disableAccount)
}

async function refreshApp(app: string, options: { acceptFall?: ListingFallReason }): Promise<void> {
  printLine((await clientFromEnvironment().account.refresh.mutate({ app, ...options })).job)
}

async function listOrphans(): Promise<void> {
  const orphans = await clientFromEnvironment().account.orphans.query()
  printTable(
    ['account', 'app', 'user name', 'active', 'since', 'privileged', 'may belong to'],
    orphans.map(({ account, app, userName, isActive, firstSeenAt, privileges, isProtected, candidates }) => [
      account,
      app,
      userName,
      isProtected ? 'protected' : isActive ? 'yes' : 'no',
      firstSeenAt?.slice(0, 10) ?? '',
      privileges.join(' '),
      candidates.map((one) => `${one.name} (${one.status}, by ${one.rule})`).join(', '),
    ]),
  )
}

async function listApps(): Promise<void> {
  const apps = await clientFromEnvironment().account.summary.query()
  printTable(
    ['app', 'accounts', 'linked', 'orphans', 'last listing'],
    apps.map((row) => [
      row.app,
      String(row.accounts),
      String(row.linked),
      String(row.orphans),
      `${row.listedAt ?? 'never'}${row.isPartial ? ', a later one was partial' : ''}`,
    ]),
  )
}

async function listAccounts({ person, ...options }: { app?: string; person?: string }): Promise<void> {
  const of = person === undefined ? {} : { person: await personId(person) }
  const accounts = await clientFromEnvironment().account.list.query({ ...options, ...of, limit: 500 })
  printTable(
    ['account', 'app', 'user name', 'active', 'type', 'person', 'linked by', 'score', 'last seen', 'suspended by'],
    accounts.map((row) => [
      row.id,
      row.app,
      row.userName,
      row.isProtected ? 'protected' : row.isActive ? 'yes' : 'no',
      row.type,
      row.responsible === null ? row.name : `(${row.responsible})`,
      row.isLinkVerified ? (row.linkedBy ?? '') : `${row.linkedBy ?? ''} in doubt`,
      row.linkScore === null ? '' : (row.linkScore / 100).toFixed(2),
      row.seenAt,
      row.suspendedBy === null ? '' : `${row.suspendedBy} (${row.suspendedFor ?? ''})`,
    ]),
  )
}

async function linkAccount(account: Id<'account'>, person: string): Promise<void> {
  await clientFromEnvironment().account.link.mutate({ account, person: await personId(person) })
  printLine('linked')
}

async function unlinkAccount(account: Id<'account'>): Promise<void> {
  await clientFromEnvironment().account.unlink.mutate({ account })
  printLine('nobody’s from now on')
}

async function setType(account: Id<'account'>, type: 'shared' | 'service', { responsible }: { responsible: string }): Promise<void> {
  await clientFromEnvironment().account.setType.mutate({ account, type, responsible: await personId(responsible) })
  printLine(type)
}

function protect(isProtected: boolean): (account: Id<'account'>) => Promise<void> {
  return async (account) => {
    await clientFromEnvironment().account.protect.mutate({ account, isProtected })
    printLine(isProtected ? 'protected' : 'not protected by hand any more')
  }
}

async function disableAccount(account: Id<'account'>): Promise<void> {
  await clientFromEnvironment().account.disable.mutate({ account })
  printLine('an agent is asked to switch it off')
}
