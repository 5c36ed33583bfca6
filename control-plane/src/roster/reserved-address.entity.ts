import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'

/** An address that stays a leaver's: nobody else gets it until the day. */
export const reservedAddressSchema = defineEntity({
  name: 'ReservedAddress',
  properties: {
    organization: p.string().primary().$type<Id<'organization'>>(),
    /** `userNameKey` of the address or user name. */
    key: p.string().length(512).primary(),
    person: p.string().index().$type<Id<'person'>>(),
    until: p.datetime(),
  },
})
export class ReservedAddress extends reservedAddressSchema.class {}
reservedAddressSchema.setClass(ReservedAddress)
