import { defineEntity, p } from '@mikro-orm/core'
import type { SignedApproval } from '@rollcall/shared/approval'
import type { Id } from '@rollcall/shared/ids'

/** What one member said to one request. */
export const approvalVoteSchema = defineEntity({
  name: 'ApprovalVote',
  properties: {
    approval: p.string().primary().$type<Id<'approval'>>(),
    member: p.string().primary().$type<Id<'member'>>(),
    decision: p.string().$type<'approved' | 'refused'>(),
    reason: p.string().nullable(),
    /** Null where the member has no key. */
    signed: p.json().nullable().$type<SignedApproval>(),
    at: p.datetime(),
  },
})
export class ApprovalVote extends approvalVoteSchema.class {}
approvalVoteSchema.setClass(ApprovalVote)
