import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'

export const organizationSchema = defineEntity({
  name: 'Organization',
  properties: {
    id: p.string().primary().$type<Id<'organization'>>(),
    name: p.string(),
    /** `<host>/log/<random>`: names the ledger without naming the company. */
    logOrigin: p.string().unique(),
    /** Version of the time zone database by which everybody's instants were worked out; null before the first time. */
    timeZones: p.string().nullable(),
    createdAt: p.datetime(),
  },
})
export class Organization extends organizationSchema.class {}
organizationSchema.setClass(Organization)
