import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'
import type { Role } from './roles.ts'

/** An operator of one organization, known by a token of which only the hash is kept. */
export const memberSchema = defineEntity({
  name: 'Member',
  properties: {
    id: p.string().primary().$type<Id<'member'>>(),
    organization: p.string().index().$type<Id<'organization'>>(),
    name: p.string(),
    role: p.string().$type<Role>(),
    /** Who they are on the roster: nobody approves what is about themselves. */
    person: p.string().nullable().$type<Id<'person'>>(),
    tokenHash: p.string().unique(),
    createdAt: p.datetime(),
    /** They have no say from then on; what they said before stays said, under their name. */
    removedAt: p.datetime().nullable(),
  },
})
export class Member extends memberSchema.class {}
memberSchema.setClass(Member)
