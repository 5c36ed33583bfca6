import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'
import type { ApprovalRoute } from '../policy/policy.ts'

export const approvalStates = ['pending', 'approved', 'refused', 'expired', 'overtaken'] as const
export type ApprovalState = (typeof approvalStates)[number]

/** A plan, or a part of one, that somebody has to agree to before it runs. Approver ≠ requester ≠ subject. */
export const approvalRequestSchema = defineEntity({
  name: 'ApprovalRequest',
  properties: {
    id: p.string().primary().$type<Id<'approval'>>(),
    organization: p.string().$type<Id<'organization'>>(),
    case: p.string().index().fieldName('case_id').$type<Id<'case'>>(),
    subject: p.string().index().$type<Id<'person'>>(),
    /** Whose exceptions and orders it follows from; empty: rules and HR alone. */
    requestedBy: p.json().$type<readonly Id<'member'>[]>(),
    /** `saltedPlanHash` of the case. */
    planHash: p.string(),
    /** `effectDigest` of each job that it covers. */
    effects: p.json().$type<readonly string[]>(),
    /** What it is about: `app` or `app/entitlement` each, `*` for the whole plan. A refusal is remembered by these and `factsDigest`. */
    scope: p.json().$type<readonly string[]>(),
    /** The person's facts that the plan was made from: other facts may be asked about anew. */
    factsDigest: p.string(),
    route: p.string().$type<ApprovalRoute>(),
    /** HR key of whom the route `app_owner` names. */
    owner: p.string().nullable(),
    approvers: p.json().$type<readonly Id<'member'>[]>(),
    needed: p.integer(),
    state: p.string().$type<ApprovalState>(),
    createdAt: p.datetime(),
    escalateAt: p.datetime(),
    escalatedAt: p.datetime().nullable(),
    expiresAt: p.datetime(),
    decidedAt: p.datetime().nullable(),
  },
  indexes: [{ properties: ['organization', 'state'] }, { properties: ['state', 'escalateAt'] }],
})
export class ApprovalRequest extends approvalRequestSchema.class {}
approvalRequestSchema.setClass(ApprovalRequest)
