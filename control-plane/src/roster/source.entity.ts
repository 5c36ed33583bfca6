import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'

/** An HR system that states who works here. */
export const sourceSchema = defineEntity({
  name: 'Source',
  properties: {
    id: p.string().primary().$type<Id<'source'>>(),
    organization: p.string().index().$type<Id<'organization'>>(),
    name: p.string(),
    kind: p.string().$type<'csv'>(),
    /** How dates are written in this source: `YYYY-MM-DD` unless declared. */
    dateFormat: p.string(),
    createdAt: p.datetime(),
  },
  uniques: [{ properties: ['organization', 'name'] }],
})
export class Source extends sourceSchema.class {}
sourceSchema.setClass(Source)
