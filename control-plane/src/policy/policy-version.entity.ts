import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'

/** An immutable policy document; a change is a new version. */
export const policyVersionSchema = defineEntity({
  name: 'PolicyVersion',
  properties: {
    id: p.string().primary().$type<Id<'policy'>>(),
    organization: p.string().$type<Id<'organization'>>(),
    number: p.integer(),
    /** Hex SHA-256 of the parsed document's canonical JSON. */
    digest: p.string(),
    document: p.text(),
    active: p.boolean(),
    createdBy: p.string().$type<Id<'member'>>(),
    createdAt: p.datetime(),
  },
  uniques: [{ properties: ['organization', 'number'] }],
  indexes: [{ properties: ['organization', 'active'] }],
})
export class PolicyVersion extends policyVersionSchema.class {}
policyVersionSchema.setClass(PolicyVersion)
