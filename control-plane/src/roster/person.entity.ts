import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'
import type { PersonFacts, PersonStatus } from '@rollcall/shared/person'

/** A person as HR last stated them in an accepted snapshot. The id is random and never derived from a name or an address. */
export const personSchema = defineEntity({
  name: 'Person',
  properties: {
    id: p.string().primary().$type<Id<'person'>>(),
    organization: p.string().index().$type<Id<'organization'>>(),
    source: p.string().$type<Id<'source'>>(),
    personKey: p.string(),
    facts: p.json().$type<PersonFacts>(),
    /** Digest of `facts`: an unchanged row costs one comparison. */
    factsDigest: p.string(),
    presence: p.string().$type<'present' | 'missing'>(),
    missingSince: p.datetime().nullable(),
    /** Status at the last evaluation; shown to people, never read by the planner, which derives it anew. */
    status: p.string().$type<PersonStatus>(),
    /** When HR's current statement reached us. */
    recordedAt: p.datetime(),
    /** The next instant at which desired access can change without HR saying anything (start, cut-off). */
    wakeAt: p.datetime().nullable(),
    /** Facts changed or an instant passed, and no plan has looked yet. */
    needsPlanning: p.boolean(),
  },
  uniques: [{ properties: ['organization', 'source', 'personKey'] }],
  indexes: [{ properties: ['organization', 'needsPlanning'] }, { properties: ['wakeAt'] }],
})
export class Person extends personSchema.class {}
personSchema.setClass(Person)
