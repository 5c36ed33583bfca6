import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'

/** A tile of the tree (C2SP tlog-tiles): up to 256 hashes, one after the other. It only ever grows (`refuseChanges`). */
export const ledgerTileSchema = defineEntity({
  name: 'LedgerTile',
  properties: {
    organization: p.string().primary().$type<Id<'organization'>>(),
    level: p.integer().primary(),
    position: p.integer().primary(),
    hashes: p.blob(),
  },
})
export class LedgerTile extends ledgerTileSchema.class {}
ledgerTileSchema.setClass(LedgerTile)
