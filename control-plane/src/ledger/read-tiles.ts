import type { TileRef } from '@rollcall/shared/log/tiles'
import type { Kysely } from 'kysely'
import type { LedgerTables } from './ledger-tables.ts'

/** Loads some tiles of an organization's tree in one query. @throws RangeError from the answer for a tile that the tree does not have */
export async function readTiles(
  tables: Kysely<LedgerTables>,
  organization: string,
  refs: readonly TileRef[],
): Promise<(ref: TileRef) => Uint8Array> {
  const rows = refs.length === 0 ? [] : await selectTiles(tables, organization, refs)
  const found = new Map(rows.map(({ level, position, hashes }) => [`${level}/${position}`, hashes]))
  return ({ level, index }) => {
    const hashes = found.get(`${level}/${index}`)
    if (hashes === undefined) throw new RangeError(`the ledger has no tile ${level}/${index}`)
    return hashes
  }
}

function selectTiles(tables: Kysely<LedgerTables>, organization: string, refs: readonly TileRef[]) {
  return tables
    .selectFrom('ledger_tile')
    .select(['level', 'position', 'hashes'])
    .where('organization', '=', organization)
    .where((eb) => eb.or(refs.map(({ level, index }) => eb.and([eb('level', '=', level), eb('position', '=', index)]))))
    .execute()
}
