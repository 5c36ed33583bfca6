import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Database } from '../database/database.ts'
import type { Caller } from '../organizations/authenticate.ts'
import { Member } from '../organizations/member.entity.ts'
import { Person } from '../roster/person.entity.ts'
import { TaskRecord } from './task.entity.ts'
import { TaskError } from './task-error.ts'
import { TaskProof } from './task-proof.entity.ts'

export interface TaskSummary {
  readonly id: Id<'task'>
  readonly case: Id<'case'>
  readonly person: Id<'person'>
  readonly name: string
  readonly app: string | null
  readonly title: string
  readonly state: TaskRecord['state']
  /** Name of the member it fell to; null: any operator. */
  readonly assignedTo: string | null
  readonly dueAt: string
  readonly isEscalated: boolean
}

type Asking = Pick<Caller, 'organization' | 'member' | 'role'>

const most = 500

/** What people are asked to do, what is due first first. An approver sees their own tasks only. */
export async function listTasks(database: Database, caller: Asking, { all }: { readonly all: boolean }): Promise<readonly TaskSummary[]> {
  return database.read(async (em) => {
    const where = { ...visibleTo(caller), ...(all ? {} : { state: 'open' as const }) }
    return summarize(em, await em.find(TaskRecord, where, { orderBy: { dueAt: 'asc', id: 'asc' }, limit: most }))
  })
}

export interface TaskDetails extends TaskSummary {
  readonly instructions: string
  readonly steps: TaskRecord['steps']
  readonly account: TaskRecord['account']
  readonly reason: string | null
  readonly settledAt: string | null
  readonly proof: { readonly name: string; readonly type: string; readonly sha256: string } | null
}

/** One task whole. @throws TaskError */
export async function getTask(database: Database, caller: Asking, id: Id<'task'>): Promise<TaskDetails> {
  return database.read(async (em) => {
    const task = await em.findOne(TaskRecord, { id, ...visibleTo(caller) })
    const [summary] = task === null ? [] : await summarize(em, [task])
    if (task === null || summary === undefined) throw new TaskError('not_found', `there is no task ${id} in this organization`)
    const proof = await em.findOne(TaskProof, { task: id }, { fields: ['task', 'name', 'type'] })
    return {
      ...summary,
      instructions: task.instructions,
      steps: task.steps,
      account: task.account ?? null,
      reason: task.reason ?? null,
      settledAt: task.settledAt?.toISOString() ?? null,
      proof: proof === null || task.proof == null ? null : { name: proof.name, type: proof.type, sha256: task.proof },
    }
  })
}

function visibleTo({ organization, member, role }: Asking) {
  return { organization, ...(role === 'approver' ? { assignedTo: member } : {}) }
}

async function summarize(em: EntityManager, tasks: readonly TaskRecord[]): Promise<readonly TaskSummary[]> {
  const people = await em.find(Person, { id: { $in: tasks.map(({ person }) => person) } })
  const members = await em.find(Member, { id: { $in: tasks.flatMap(({ assignedTo }) => assignedTo ?? []) } })
  const nameOf = new Map(people.map(({ id, facts }) => [id, `${facts.givenName} ${facts.familyName}`]))
  const memberOf = new Map(members.map(({ id, name }) => [id, name]))
  return tasks.map(({ id, case: ofCase, person, app, title, state, assignedTo, dueAt, escalatedAt }) => ({
    id,
    case: ofCase,
    person,
    title,
    state,
    app: app ?? null,
    name: nameOf.get(person) ?? '',
    assignedTo: assignedTo == null ? null : (memberOf.get(assignedTo) ?? null),
    dueAt: dueAt.toISOString(),
    isEscalated: escalatedAt != null,
  }))
}
