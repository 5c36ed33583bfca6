import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'
import type { EntryType } from '@rollcall/shared/ledger/entry'

/** One leaf of an organization's log, byte for byte as hashed. Only ever inserted (`refuseChanges`); the columns beside it only find it again. */
export const ledgerEntrySchema = defineEntity({
  name: 'LedgerEntry',
  properties: {
    organization: p.string().primary().$type<Id<'organization'>>(),
    position: p.integer().primary(),
    type: p.string().$type<EntryType>(),
    /** What it is found again by: its case, or the agent that it enrolled. */
    topic: p.string().nullable().index().$type<Id<'case'> | Id<'agent'>>(),
    leaf: p.blob(),
  },
})
export class LedgerEntry extends ledgerEntrySchema.class {}
ledgerEntrySchema.setClass(LedgerEntry)
