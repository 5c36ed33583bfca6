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
    /** Fields that HR showed once and shows no longer (a right was lost): their last values are kept in `facts`, and their loss is no change. */
    redacted: p
      .json()
      .$type<readonly string[]>()
      .default('[]')
      .onCreate(() => []),
    /** Complete snapshots in a row that did not have the person. */
    snapshotsMissed: p.integer().default(0),
    /** Somebody has answered that this missing person has left. False again once HR lists them. */
    saidToHaveLeft: p.boolean().default(false),
    /** The record of the same human being under an earlier HR key, once a person has said so (rehire). */
    continues: p.string().nullable().index().$type<Id<'person'>>(),
    /** When the person was first on a roster of ours. Null for people from before this was kept: `recordedAt` is the best that is known. */
    firstRecordedAt: p.datetime().nullable(),
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
