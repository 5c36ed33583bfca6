import type { EntityManager } from '@mikro-orm/sql'
import type { Moment } from '../cases/moment.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import { Person } from '../roster/person.entity.ts'
import { type AccountCommand, takeAccount } from './take-account.ts'

/** Nothing touches the account any more, or something may again. In a transaction that holds the ledger. @throws AccountError */
export async function protectAccount(
  em: EntityManager,
  { isProtected, ...command }: AccountCommand & { readonly isProtected: boolean },
  moment: Moment,
): Promise<void> {
  const account = await takeAccount(em, command)
  if (account.protected === isProtected) return
  account.protected = isProtected
  await em.flush()
  if (account.person) await em.nativeUpdate(Person, { id: account.person }, { needsPlanning: true })
  const { organization, by } = command
  const res = isProtected ? 'protect' : 'unprotect'
  const entry = { t: 'account.orphan_resolved', app: account.app, account: account.id, res, member: by } as const
  await appendEntries(em, organization, [entry], moment)
}
