import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { AccountRecord } from './account.entity.ts'

/** The accounts that are linked to a person and were there at the last read, in a fixed order. */
export async function listAccountsOf(
  em: EntityManager,
  { organization, person }: { organization: Id<'organization'>; person: Id<'person'> },
): Promise<readonly AccountRecord[]> {
  return em.find(AccountRecord, { organization, person, present: true }, { orderBy: { app: 'asc', nativeId: 'asc' } })
}
