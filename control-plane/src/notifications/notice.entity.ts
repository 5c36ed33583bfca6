import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'

export const noticeKinds = [
  'contract_ends',
  'start_with_placeholder',
  'access_ends_soon',
  'access_still_on',
  'many_creations',
  'exception_ends',
  'listing_partial',
  'snapshot_partial',
  'approval_escalated',
  'approval_without_approver',
  'task_escalated',
  'order_proposed',
  'orphan_not_disabled',
  'orphans_wait',
  'status_unclear',
] as const
export type NoticeKind = (typeof noticeKinds)[number]

/** Something that people should know in time. Given once per key. */
export const noticeSchema = defineEntity({
  name: 'Notice',
  properties: {
    id: p.string().primary().$type<Id<'notice'>>(),
    organization: p.string().$type<Id<'organization'>>(),
    kind: p.string().$type<NoticeKind>(),
    key: p.string().length(1024),
    person: p.string().nullable().$type<Id<'person'>>(),
    /** Members it is for; empty: every operator. */
    recipients: p.json().$type<readonly Id<'member'>[]>(),
    details: p.json().$type<Readonly<Record<string, unknown>>>(),
    at: p.datetime(),
    seenAt: p.datetime().nullable(),
  },
  uniques: [{ properties: ['organization', 'key'] }],
  indexes: [{ properties: ['organization', 'at'] }],
})
export class Notice extends noticeSchema.class {}
noticeSchema.setClass(Notice)
