import { defineEntity, p } from '@mikro-orm/core'
import type { AccountQuery } from '@rollcall/shared/connector/account'
import type { Id } from '@rollcall/shared/ids'
import type { Step } from '@rollcall/shared/job'
import type { TaskAssignee } from '../planning/plan.ts'

/** A job for a person: what no automation can do. Its evidence is that person's word, with a proof where one was uploaded. */
export const taskSchema = defineEntity({
  name: 'TaskRecord',
  tableName: 'task',
  properties: {
    id: p.string().primary().$type<Id<'task'>>(),
    organization: p.string().$type<Id<'organization'>>(),
    case: p.string().index().fieldName('case_id').$type<Id<'case'>>(),
    person: p.string().index().$type<Id<'person'>>(),
    app: p.string().nullable(),
    /** Tells the tasks of one person apart for ever; a settled one is not asked for again. */
    key: p.string().length(1024),
    title: p.string(),
    instructions: p.text(),
    /** What the account is like afterwards, where the task is about one. */
    account: p.json().nullable().$type<AccountQuery>(),
    steps: p.json().$type<readonly Step[]>(),
    stage: p.integer(),
    assignee: p.json().$type<TaskAssignee>(),
    /** The member it fell to; null: any operator. */
    assignedTo: p.string().nullable().$type<Id<'member'>>(),
    state: p.string().$type<'waiting' | 'open' | 'done' | 'waived' | 'revoked'>(),
    createdAt: p.datetime(),
    dueAt: p.datetime(),
    escalatedAt: p.datetime().nullable(),
    settledBy: p.string().nullable().$type<Id<'member'>>(),
    settledAt: p.datetime().nullable(),
    /** A word: why it was waived. */
    reason: p.string().nullable(),
    /** Hex SHA-256 of the uploaded proof. */
    proof: p.string().nullable(),
  },
  indexes: [{ properties: ['organization', 'state'] }, { properties: ['person', 'key'] }],
})
export class TaskRecord extends taskSchema.class {}
taskSchema.setClass(TaskRecord)
