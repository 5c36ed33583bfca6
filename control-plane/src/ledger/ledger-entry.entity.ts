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
    case: p.string().nullable().fieldName('case_id').$type<Id<'case'>>(),
    agent: p.string().nullable().$type<Id<'agent'>>(),
    leaf: p.blob(),
  },
  indexes: [{ properties: ['organization', 'case'] }, { properties: ['organization', 'type'] }],
})
export class LedgerEntry extends ledgerEntrySchema.class {}
ledgerEntrySchema.setClass(LedgerEntry)
