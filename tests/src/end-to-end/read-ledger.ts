import type { Database } from '@rollcall/control-plane/database/database'
import { LedgerEntry } from '@rollcall/control-plane/ledger/ledger-entry.entity'
import type { Haystack } from './secret-search.ts'

/** Every leaf of every log, byte for byte as hashed. */
export async function readLedger(database: Database): Promise<readonly Haystack[]> {
  const entries = await database.read((em) => em.findAll(LedgerEntry, { orderBy: { position: 'asc' } }))
  return entries.map(({ position, leaf }) => ({ place: `leaf ${position}`, bytes: leaf }))
}
