import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'

/** How many entries an organization's log has. Its row is the lock that puts appends in order. */
export const ledgerHeadSchema = defineEntity({
  name: 'LedgerHead',
  properties: {
    organization: p.string().primary().$type<Id<'organization'>>(),
    size: p.integer(),
  },
})
export class LedgerHead extends ledgerHeadSchema.class {}
ledgerHeadSchema.setClass(LedgerHead)
