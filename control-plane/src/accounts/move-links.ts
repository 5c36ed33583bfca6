import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import { AccountRecord } from './account.entity.ts'

export interface Move {
  readonly organization: Id<'organization'>
  /** The earlier record of a person. */
  readonly from: Id<'person'>
  /** The record that the same person has now. */
  readonly to: Id<'person'>
  readonly by: Id<'member'>
}

/** Every account of an earlier record becomes the later one's, in a transaction that holds the ledger. How a link was first made is kept: what we made stays ours. */
export async function moveLinks(em: EntityManager, { organization, from, to, by }: Move, moment: Moment): Promise<void> {
  const accounts = await em.find(AccountRecord, { organization, person: from }, { orderBy: { app: 'asc', nativeId: 'asc' } })
  for (const account of accounts) account.person = to
  await em.flush()
  const entries = accounts.flatMap(({ app, id }): readonly EntryDraft[] => {
    const about = { app, account: id, member: by }
    return [
      { t: 'account.unlinked', sub: from, ...about },
      { t: 'account.linked', sub: to, how: 'operator', ...about },
    ]
  })
  await appendEntries(em, organization, entries, moment)
}
