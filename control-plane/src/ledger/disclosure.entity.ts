import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'

/** A salted fact that an entry commits to. Lives outside the log, so that deleting the row erases the fact and breaks no proof. */
export const disclosureEntitySchema = defineEntity({
  name: 'DisclosureRecord',
  tableName: 'ledger_disclosure',
  properties: {
    organization: p.string().primary().$type<Id<'organization'>>(),
    /** Index of the entry in the log. */
    position: p.integer().primary(),
    name: p.string().primary(),
    /** Whom the fact is about: erasure goes by person. */
    person: p.string().nullable().$type<Id<'person'>>(),
    salt: p.string(),
    /** JSON text. */
    value: p.text(),
  },
  indexes: [{ properties: ['organization', 'person'] }],
})
export class DisclosureRecord extends disclosureEntitySchema.class {}
disclosureEntitySchema.setClass(DisclosureRecord)
