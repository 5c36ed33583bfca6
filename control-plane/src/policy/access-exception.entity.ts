import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'

/** A time-boxed grant outside the rules, or a grant of the rules that is withheld for a time. It ends by itself. */
export const accessExceptionSchema = defineEntity({
  name: 'AccessException',
  properties: {
    id: p.string().primary().$type<Id<'exception'>>(),
    organization: p.string().$type<Id<'organization'>>(),
    person: p.string().index().$type<Id<'person'>>(),
    kind: p.string().$type<'grant' | 'withhold'>(),
    app: p.string(),
    /** Null: the account itself. */
    entitlement: p.string().nullable(),
    /** A word for the ledger. */
    reason: p.string(),
    until: p.datetime(),
    createdBy: p.string().nullable().$type<Id<'member'>>(),
    createdAt: p.datetime(),
    /** Closed ahead of its time. */
    closedAt: p.datetime().nullable(),
  },
  indexes: [{ properties: ['organization', 'until'] }],
})
export class AccessException extends accessExceptionSchema.class {}
accessExceptionSchema.setClass(AccessException)
