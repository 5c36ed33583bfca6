import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { JobRecord } from '../dispatch/job.entity.ts'
import type { TaskRecord } from '../tasks/task.entity.ts'
import { tasksOfCases } from '../tasks/tasks-of-case.ts'
import { Case } from './case.entity.ts'
import { openStates } from './case-states.ts'

export interface CaseWithJobs {
  readonly lifecycle: Case
  readonly jobs: readonly JobRecord[]
  readonly tasks: readonly TaskRecord[]
}

/** The open case of each of these people; a person has at most one. */
export async function openCasesOf(em: EntityManager, people: readonly Id<'person'>[]): Promise<ReadonlyMap<Id<'person'>, CaseWithJobs>> {
  const cases = await em.find(Case, { person: { $in: [...people] }, state: { $in: [...openStates] } })
  if (cases.length === 0) return new Map()
  const ids = cases.map(({ id }) => id)
  const jobs = Map.groupBy(await em.find(JobRecord, { case: { $in: ids } }), (job) => job.case)
  const tasks = await tasksOfCases(em, ids)
  return new Map(
    cases.map((lifecycle) => [lifecycle.person, { lifecycle, jobs: jobs.get(lifecycle.id) ?? [], tasks: tasks.get(lifecycle.id) ?? [] }]),
  )
}
