import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'
import type { QuestionKind } from './question-kinds.ts'

/** Something that only a person can decide. What depends on the answer waits; nothing else does. */
export const questionSchema = defineEntity({
  name: 'Question',
  properties: {
    id: p.string().primary().$type<Id<'question'>>(),
    organization: p.string().$type<Id<'organization'>>(),
    kind: p.string().$type<QuestionKind>(),
    /** What it is about, in one text: the same question is asked once. An answered one is asked again only under another key. */
    key: p.string().length(1024),
    person: p.string().nullable().index().$type<Id<'person'>>(),
    account: p.string().nullable().$type<Id<'account'>>(),
    app: p.string().nullable(),
    /** What a person needs to know to decide; holds personal data, so it never enters the ledger. */
    details: p.json().$type<Readonly<Record<string, unknown>>>(),
    /** `moot`: the facts have answered it. */
    state: p.string().$type<'open' | 'answered' | 'moot'>(),
    answer: p.string().nullable(),
    reason: p.string().nullable(),
    answeredBy: p.string().nullable().$type<Id<'member'>>(),
    createdAt: p.datetime(),
    answeredAt: p.datetime().nullable(),
  },
  uniques: [{ properties: ['organization', 'key'] }],
  indexes: [{ properties: ['organization', 'state'] }],
})
export class Question extends questionSchema.class {}
questionSchema.setClass(Question)
