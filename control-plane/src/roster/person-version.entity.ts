import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'
import type { PersonFacts } from '@rollcall/shared/person'

/** What HR said of a person until it said something else: known in `[recordedAt, supersededAt)`. What is said now stands in `Person`. */
export const personVersionSchema = defineEntity({
  name: 'PersonVersion',
  properties: {
    person: p.string().primary().$type<Id<'person'>>(),
    recordedAt: p.datetime().primary(),
    organization: p.string().$type<Id<'organization'>>(),
    facts: p.json().$type<PersonFacts>(),
    presence: p.string().$type<'present' | 'missing'>(),
    redacted: p.json().$type<readonly string[]>(),
    supersededAt: p.datetime(),
  },
  indexes: [{ properties: ['organization', 'supersededAt'] }],
})
export class PersonVersion extends personVersionSchema.class {}
personVersionSchema.setClass(PersonVersion)
