import type { Kysely } from 'kysely'
import type { LedgerTables } from './ledger-tables.ts'

/** One statement that takes the row's lock, makes the row where there is none, and gives the size after it. */
export async function moveHead(tables: Kysely<LedgerTables>, organization: string, by: number): Promise<number> {
  const { size } = await tables
    .insertInto('ledger_head')
    .values({ organization, size: by })
    .onConflict((conflict) => conflict.column('organization').doUpdateSet((eb) => ({ size: eb('ledger_head.size', '+', by) })))
    .returning('size')
    .executeTakeFirstOrThrow()
  return size
}
