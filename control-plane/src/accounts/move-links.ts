import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import { AccountRecord } from './account.entity.ts'

export interface LinkMove {
  readonly organization: Id<'organization'>
  readonly from: Id<'person'>
  readonly to: Id<'person'>
  /** Who said that both records are one human being. */
  readonly by: Id<'member'>
}

/** Makes one record's accounts those of another of the same human being. A link that must not lead to a job stays such a link. */
export async function moveLinks(em: EntityManager, { organization, from, to, by: member }: LinkMove, moment: Moment): Promise<void> {
  const records = await em.find(AccountRecord, { organization, person: from }, { orderBy: { id: 'asc' } })
  for (const record of records) em.assign(record, { person: to, linkedBy: 'operator', linkScore: null })
  await em.flush()
  const entries = records.flatMap(({ app, id: account }) => [
    { t: 'account.unlinked' as const, sub: from, app, account, member },
    { t: 'account.linked' as const, sub: to, app, account, how: 'operator' as const, member },
  ])
  await appendEntries(em, organization, entries, moment)
}
