import { defineEntity, p } from '@mikro-orm/core'
import type { CaseKind } from '@rollcall/shared/case-kinds'
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
    /** Certainty of the link, in percent; null for our own creation and a person's word. */
    linkScore: p.integer().nullable(),
    /** False while the link must not lead to a job: it was made by an address when the owner's access was over already, or the account names somebody else now. */
    linkVerified: p.boolean().default(true),
    /** Shared and service accounts belong to nobody in particular: somebody answers for them. */
    type: p.string().default('person').$type<'person' | 'shared' | 'service'>(),
    responsible: p.string().nullable().$type<Id<'person'>>(),
    /** Never touched, whatever policy says; beside the policy's own list. */
    protected: p.boolean().default(false),
    signedIn: p.string().nullable().$type<'never' | 'seen'>(),
    /** Entitlements that our jobs granted, or that were put in our hands, and nobody took since; others were granted by hand, or before us. */
    given: p
      .json()
      .$type<readonly string[]>()
      .default('[]')
      .onCreate(() => []),
    /** Set while an account is off because one of our jobs switched it off. */
    suspendedBy: p.string().nullable().$type<Id<'case'>>(),
    suspendedFor: p.string().nullable().$type<CaseKind>(),
    suspendedAt: p.datetime().nullable(),
    /** Entitlements at the moment before our first step took something: what a return gives back, minus what policy no longer gives. */
    remembered: p.json().nullable().$type<readonly string[]>(),
    firstSeenAt: p.datetime().nullable(),
    /** Gone from the app at the last read. */
    present: p.boolean(),
    observedAt: p.datetime(),
  },
  uniques: [{ properties: ['organization', 'app', 'nativeId'] }],
  indexes: [{ properties: ['organization', 'app', 'userNameKey'] }],
})
export class AccountRecord extends accountSchema.class {}
accountSchema.setClass(AccountRecord)
