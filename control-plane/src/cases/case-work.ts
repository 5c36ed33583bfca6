import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { ApprovalRequest, type ApprovalState } from '../approvals/approval-request.entity.ts'
import { JobRecord } from '../dispatch/job.entity.ts'
import type { TaskRecord } from '../tasks/task.entity.ts'
import { tasksOfCase } from '../tasks/tasks-of-case.ts'

/** What a case has agents and people do, and what it asked to be allowed to. */
export interface CaseWork {
  /** Without those that only look whether it may go on (`check`). */
  readonly jobs: readonly JobRecord[]
  readonly checks: readonly JobRecord[]
  readonly tasks: readonly TaskRecord[]
  readonly approvals: ReadonlyMap<Id<'approval'>, ApprovalState>
}

export async function workOfCase(em: EntityManager, id: Id<'case'>): Promise<CaseWork> {
  const all = await em.find(JobRecord, { case: id }, { orderBy: { app: 'asc', id: 'asc' } })
  const approvals = await em.find(ApprovalRequest, { case: id })
  return {
    jobs: all.filter(({ event }) => event !== 'check'),
    checks: all.filter(({ event }) => event === 'check'),
    tasks: await tasksOfCase(em, id),
    approvals: new Map(approvals.map((request) => [request.id, request.state])),
  }
}
