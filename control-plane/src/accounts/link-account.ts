import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import { mootQuestions } from '../questions/moot-questions.ts'
import { planThoseWithoutAccess } from '../roster/plan-those-without-access.ts'
import { AccountError } from './account-error.ts'
import { type AccountCommand, refuseOwn, requirePerson, takeAccount } from './take-account.ts'

/** An operator says whose the account is, whoever's it was before. In a transaction that holds the ledger. @throws AccountError */
export async function linkAccount(
  em: EntityManager,
  { person, ...command }: AccountCommand & { readonly person: Id<'person'> },
  moment: Moment,
): Promise<void> {
  const account = await takeAccount(em, command)
  const { organization, by } = command
  await requirePerson(em, organization, person)
  await refuseOwn(em, { organization, person, member: by })
  if (account.person === person && account.linkVerified)
    throw new AccountError('wrong_state', `the account ${account.id} is already that person's`)
  const about = { app: account.app, account: account.id, member: by }
  const parted: readonly EntryDraft[] =
    account.person && account.person !== person ? [{ t: 'account.unlinked', sub: account.person, ...about }] : []
  em.assign(account, { person, linkedBy: 'operator', linkScore: null, linkVerified: true, type: 'person', responsible: null })
  await em.flush()
  await appendEntries(em, organization, [...parted, { t: 'account.linked', sub: person, how: 'operator', ...about }], moment)
  await mootQuestions(em, { organization, kinds: ['account_match', 'orphan'], accounts: [account.id], except: new Set() }, moment)
  await planThoseWithoutAccess(em, { organization, people: [person], at: moment.at })
}
