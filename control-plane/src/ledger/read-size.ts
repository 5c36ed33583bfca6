import type { EntityManager } from '@mikro-orm/sql'
import { ledgerTables } from './ledger-tables.ts'

/** Entries in an organization's log; 0 before its first. */
export async function readSize(em: EntityManager, organization: string): Promise<number> {
  const head = await ledgerTables(em).selectFrom('ledger_head').select('size').where('organization', '=', organization).executeTakeFirst()
  return head?.size ?? 0
}
