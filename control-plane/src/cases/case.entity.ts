import { defineEntity, p } from '@mikro-orm/core'
import type { CaseKind } from '@rollcall/shared/case-kinds'
import type { Id } from '@rollcall/shared/ids'
import type { LeftOut, Plan } from '../planning/plan.ts'
import type { CaseState } from './case-states.ts'

export type WaivedPart = Pick<LeftOut, 'app' | 'reason'>

/** One turn of one person's working life, from plan to verified outcome. */
export const caseSchema = defineEntity({
  name: 'Case',
  tableName: 'lifecycle_case',
  properties: {
    id: p.string().primary().$type<Id<'case'>>(),
    organization: p.string().index().$type<Id<'organization'>>(),
    person: p.string().index().$type<Id<'person'>>(),
    kind: p.string().$type<CaseKind>(),
    state: p.string().$type<CaseState>(),
    /** Why it waits (`guard`) or which failure needs a person; a word from a fixed list. */
    reason: p.string().nullable(),
    plan: p.json().$type<Plan>(),
    /** Bare digest of the plan, for comparing plans. It can be guessed from, so it stays in here. */
    planHash: p.string(),
    /** 128 random bits, base64url, and the digest of the plan with them: what jobs and the ledger name the plan by. */
    planSalt: p.string(),
    saltedPlanHash: p.string(),
    policyDigest: p.string(),
    /** The operator's order that opened it ahead of HR, if one did. */
    order: p.string().nullable().fieldName('order_id').$type<Id<'order'>>(),
    /** When HR said itself what the order had said. */
    agreedAt: p.datetime().nullable(),
    /** A postponed case is judged anew at this instant. */
    heldUntil: p.datetime().nullable(),
    /** What of `plan.left` was waived by name; jobs and tasks carry their own state. */
    waived: p
      .json()
      .$type<readonly WaivedPart[]>()
      .default('[]')
      .onCreate(() => []),
    /** When the fact became true by HR's dates, and when HR told us. */
    effectiveAt: p.datetime(),
    recordedAt: p.datetime(),
    openedAt: p.datetime(),
    closedAt: p.datetime().nullable(),
    /** Size of the ledger just before the case's first entry and just after its last. */
    ledgerFrom: p.integer(),
    ledgerTo: p.integer().nullable(),
  },
  indexes: [{ properties: ['organization', 'state'] }, { properties: ['organization', 'ledgerFrom'] }],
})
export class Case extends caseSchema.class {}
caseSchema.setClass(Case)
