import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'

/** An immutable policy document; a change is a new version. Draft → (approved) → active → replaced. */
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
    /** Null for a draft. A version that was in force once and is not now was replaced. */
    activatedAt: p.datetime().nullable(),
    activatedBy: p.string().nullable().$type<Id<'member'>>(),
    /** The version that was in force when the draft was made. */
    basedOn: p.string().nullable().$type<Id<'policy'>>(),
    /** Who looked at the draft and agreed. A JSON column's default is a text to the database; a new entity needs the list itself. */
    approvedBy: p
      .json()
      .$type<readonly { readonly member: Id<'member'>; readonly at: string }[]>()
      .default('[]')
      .onCreate(() => []),
    createdBy: p.string().$type<Id<'member'>>(),
    createdAt: p.datetime(),
  },
  uniques: [{ properties: ['organization', 'number'] }],
  indexes: [{ properties: ['organization', 'active'] }],
})
export class PolicyVersion extends policyVersionSchema.class {}
policyVersionSchema.setClass(PolicyVersion)
