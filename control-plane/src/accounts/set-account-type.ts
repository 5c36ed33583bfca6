import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { planThoseUnderWay } from '../cases/plan-those-under-way.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import { mootQuestions } from '../questions/moot-questions.ts'
import { type AccountCommand, requirePerson, takeAccount } from './take-account.ts'

/** An account is shared or a program's: nobody owns it, and somebody answers for it. In a transaction that holds the ledger. @throws AccountError */
export async function setAccountType(
  em: EntityManager,
  { type, responsible, ...command }: AccountCommand & { readonly type: 'shared' | 'service'; readonly responsible: Id<'person'> },
  moment: Moment,
): Promise<void> {
  const account = await takeAccount(em, command)
  const { organization, by } = command
  await requirePerson(em, organization, responsible)
  const about = { app: account.app, account: account.id, member: by }
  const former = account.person
  const parted: readonly EntryDraft[] = former ? [{ t: 'account.unlinked', sub: former, ...about }] : []
  em.assign(account, { type, responsible, person: null, linkedBy: 'operator', linkScore: null, linkVerified: true })
  await em.flush()
  await appendEntries(em, organization, [...parted, { t: 'account.orphan_resolved', res: type, ...about }], moment)
  await mootQuestions(em, { organization, kinds: ['account_match', 'orphan'], accounts: [account.id], except: new Set() }, moment)
  if (former) await planThoseUnderWay(em, former)
}
