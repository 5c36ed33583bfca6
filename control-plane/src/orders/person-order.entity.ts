import { defineEntity, p } from '@mikro-orm/core'
import type { CivilDate } from '@rollcall/shared/civil-date'
import type { Id } from '@rollcall/shared/ids'
import type { OrderKind, OrderReason } from './order-kinds.ts'

/** An operator's order about one person. It counts while `active`, until a person lifts it. */
export const personOrderSchema = defineEntity({
  name: 'PersonOrder',
  properties: {
    id: p.string().primary().$type<Id<'order'>>(),
    organization: p.string().$type<Id<'organization'>>(),
    person: p.string().index().$type<Id<'person'>>(),
    kind: p.string().$type<OrderKind>(),
    reason: p.string().$type<OrderReason>(),
    /** `proposed`: the second person has not confirmed yet, and nothing happens. */
    state: p.string().$type<'proposed' | 'active' | 'lifted' | 'refused'>(),
    /** Last day of an extension. */
    until: p.string().nullable().$type<CivilDate>(),
    /** The end in HR past which an extension was given: where HR has an earlier one by now, HR counts. */
    pastEnd: p.string().nullable().$type<CivilDate>(),
    requestedBy: p.string().$type<Id<'member'>>(),
    requestedAt: p.datetime(),
    confirmedBy: p.string().nullable().$type<Id<'member'>>(),
    /** From when it counts. */
    activeAt: p.datetime().nullable(),
    endedBy: p.string().nullable().$type<Id<'member'>>(),
    endedAt: p.datetime().nullable(),
    /** When HR said the same (for cause). */
    agreedAt: p.datetime().nullable(),
    /** When somebody was asked why HR does not say the same. */
    askedAt: p.datetime().nullable(),
  },
  indexes: [{ properties: ['organization', 'state'] }],
})
export class PersonOrder extends personOrderSchema.class {}
personOrderSchema.setClass(PersonOrder)
