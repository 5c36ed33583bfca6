import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { AccountRecord } from '../accounts/account.entity.ts'
import { recordsOf } from '../roster/records-of.ts'

/** How many accounts of a human being are known, under every HR key they ever had: with none, an order has nothing to act on. */
export async function countAccounts(em: EntityManager, person: Id<'person'>): Promise<number> {
  const records = (await recordsOf(em, [person])).get(person) ?? [person]
  return em.count(AccountRecord, { person: { $in: [...records] }, present: true })
}
