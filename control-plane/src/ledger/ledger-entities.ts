import type { Dialect } from '../database/database.ts'
import { DisclosureRecord } from './disclosure.entity.ts'
import { LedgerEntry, ledgerEntrySchema } from './ledger-entry.entity.ts'
import { LedgerHead } from './ledger-head.entity.ts'
import { LedgerTile, ledgerTileSchema } from './ledger-tile.entity.ts'

/** The ledger's tables, with the triggers that make them append-only in the dialect's own words. */
export function ledgerEntities(dialect: Dialect) {
  const refuse = refusal[dialect]
  ledgerEntrySchema.meta.triggers = [
    {
      name: 'ledger_entry_is_append_only',
      timing: 'before',
      events: ['update', 'delete'],
      body: refuse('ledger entries are never changed or deleted'),
    },
  ]
  ledgerTileSchema.meta.triggers = [
    { name: 'ledger_tile_is_kept', timing: 'before', events: ['delete'], body: refuse('ledger tiles are never deleted') },
    {
      name: 'ledger_tile_only_grows',
      timing: 'before',
      events: ['update'],
      when: 'substr(new.hashes, 1, length(old.hashes)) <> old.hashes or new.organization <> old.organization or new.level <> old.level or new.position <> old.position',
      body: refuse('ledger tiles only grow'),
    },
  ]
  return [LedgerHead, LedgerEntry, LedgerTile, DisclosureRecord]
}

const refusal: Readonly<Record<Dialect, (message: string) => string>> = {
  sqlite: (message) => `select raise(abort, '${message}');`,
  postgresql: (message) => `raise exception '${message}';`,
}
