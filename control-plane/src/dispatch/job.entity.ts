import { defineEntity, p } from '@mikro-orm/core'
import type { SignedApproval } from '@rollcall/shared/approval'
import type { CaseKind } from '@rollcall/shared/case-kinds'
import type { AccountQuery } from '@rollcall/shared/connector/account'
import type { Id } from '@rollcall/shared/ids'
import type { Step } from '@rollcall/shared/job'
import type { StepReceipt } from '@rollcall/shared/receipt'
import type { JobState } from './job-states.ts'

/** The steps for one person in one app, or the inventory of one app, on its way through an agent. */
export const jobEntitySchema = defineEntity({
  name: 'JobRecord',
  tableName: 'job',
  properties: {
    id: p.string().primary().$type<Id<'job'>>(),
    organization: p.string().index().$type<Id<'organization'>>(),
    case: p.string().nullable().index().fieldName('case_id').$type<Id<'case'>>(),
    person: p.string().nullable().$type<Id<'person'>>(),
    app: p.string(),
    event: p.string().$type<CaseKind | 'inventory' | 'check' | 'orphan'>(),
    state: p.string().$type<JobState>(),
    account: p.json().nullable().$type<AccountQuery>(),
    steps: p.json().$type<readonly Step[]>(),
    /** Jobs of a case with a lower stage go first. */
    stage: p.integer().default(0),
    /** Apps whose jobs of the same case must be done before, not only tried. */
    requires: p
      .json()
      .$type<readonly string[]>()
      .default('[]')
      .onCreate(() => []),
    /** In state `waiting`: lower stages are waited for until then, and no longer. Null: they are waited for no longer, or not yet. */
    waitsUntil: p.datetime().nullable(),
    /** In state `waiting`: who has to agree first. */
    approval: p.string().nullable().index().$type<Id<'approval'>>(),
    /** What the agent is shown of approvals. */
    approvals: p
      .json()
      .$type<readonly SignedApproval[]>()
      .default('[]')
      .onCreate(() => []),
    rules: p.json().$type<readonly string[]>(),
    agent: p.string().nullable().index().$type<Id<'agent'>>(),
    attempt: p.integer(),
    fence: p.integer(),
    leaseUntil: p.datetime().nullable(),
    /** Set on a leased job whose case has ended: the agent is to be told to stop (`requested`), or has been (`sent`). */
    cancellation: p.string().nullable().$type<'requested' | 'sent'>(),
    /** Not offered before this instant (back-off after a passing failure). */
    notBefore: p.datetime(),
    /** Failure kind or refusal of the last attempt. */
    failure: p.string().nullable(),
    outcome: p.json().nullable().$type<readonly StepReceipt[]>(),
    createdAt: p.datetime(),
    startedAt: p.datetime().nullable(),
    finishedAt: p.datetime().nullable(),
  },
  indexes: [{ properties: ['state', 'notBefore'] }, { properties: ['organization', 'app', 'state'] }],
})
export class JobRecord extends jobEntitySchema.class {}
jobEntitySchema.setClass(JobRecord)
