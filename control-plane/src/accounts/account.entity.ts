import { defineEntity, p } from '@mikro-orm/core'
import type { AccountProfile } from '@rollcall/shared/connector/account'
import type { Id } from '@rollcall/shared/ids'

/** An identity record in an app, as last read; `person` is a correlation made earlier and re-verified, or null. */
export const accountSchema = defineEntity({
  name: 'Account',
  properties: {
    id: p.string().primary().$type<Id<'account'>>(),
    organization: p.string().index().$type<Id<'organization'>>(),
    app: p.string(),
    nativeId: p.string().length(512),
    userName: p.string(),
    /** `userNameKey` of it: what user names are compared by. Databases differ in what they take for the same. */
    userNameKey: p.string(),
    externalId: p.string().nullable(),
    active: p.boolean(),
    profile: p.json().$type<AccountProfile>(),
    entitlements: p.json().$type<readonly string[]>(),
    person: p.string().nullable().index().$type<Id<'person'>>(),
    /** How the link was made: our own creation, a rule with its score, or a person. */
    linkedBy: p.string().nullable(),
    /** Gone from the app at the last read. */
    present: p.boolean(),
    observedAt: p.datetime(),
  },
  uniques: [{ properties: ['organization', 'app', 'nativeId'] }],
  indexes: [{ properties: ['organization', 'app', 'userNameKey'] }],
})
export class AccountRecord extends accountSchema.class {}
accountSchema.setClass(AccountRecord)
