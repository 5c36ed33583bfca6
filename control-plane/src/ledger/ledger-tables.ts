import type { EntityManager } from '@mikro-orm/sql'
import type { Kysely } from 'kysely'

/** The ledger's tables as SQL sees them: the entity manager is too slow for leaves by the thousand. */
export interface LedgerTables {
  ledger_head: { organization: string; size: number }
  ledger_entry: { organization: string; position: number; type: string; topic: string | null; leaf: Uint8Array }
  ledger_tile: { organization: string; level: number; position: number; hashes: Uint8Array }
  ledger_disclosure: { organization: string; position: number; name: string; person: string | null; salt: string; value: string }
}

/** Within the transaction of the entity manager, if it is in one. */
export function ledgerTables(em: EntityManager): Kysely<LedgerTables> {
  return em.getKysely<LedgerTables>()
}
