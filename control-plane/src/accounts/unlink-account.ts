import type { EntityManager } from '@mikro-orm/sql'
import type { Moment } from '../cases/moment.ts'
import { planThoseUnderWay } from '../cases/plan-those-under-way.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import { AccountError } from './account-error.ts'
import { type AccountCommand, takeAccount } from './take-account.ts'

/** An operator takes a link back: the account is nobody's, and no rule links it again. In a transaction that holds the ledger. @throws AccountError */
export async function unlinkAccount(em: EntityManager, command: AccountCommand, moment: Moment): Promise<void> {
  const account = await takeAccount(em, command)
  const { person, app, id } = account
  if (!person) throw new AccountError('wrong_state', `the account ${id} is nobody's already`)
  em.assign(account, { person: null, linkedBy: 'operator', linkScore: null, linkVerified: true })
  await em.flush()
  const entry = { t: 'account.unlinked', sub: person, app, account: id, member: command.by } as const
  await appendEntries(em, command.organization, [entry], moment)
  await planThoseUnderWay(em, person)
}
