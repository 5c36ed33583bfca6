import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { Case } from '../cases/case.entity.ts'
import { openStates } from '../cases/case-states.ts'
import { JobRecord } from '../dispatch/job.entity.ts'
import { ScheduledInstant } from '../schedule/scheduled-instant.entity.ts'
import { TaskRecord } from '../tasks/task.entity.ts'

/** What is under way, and what is to come, for some people. */
export interface Standing {
  readonly cases: readonly Pick<Case, 'id' | 'person' | 'kind' | 'state'>[]
  readonly jobs: readonly Pick<JobRecord, 'id' | 'case' | 'app' | 'steps' | 'state' | 'cancellation'>[]
  readonly tasks: readonly Pick<TaskRecord, 'id' | 'case' | 'title' | 'state'>[]
  readonly instants: readonly Pick<ScheduledInstant, 'person' | 'kind' | 'about' | 'at' | 'date' | 'zone'>[]
}

/** As the database has it now: their open cases, and those of an earlier standing, whatever became of them; jobs and tasks only of the latter, if there is one. */
export async function readStanding(em: EntityManager, people: readonly Id<'person'>[], since?: Standing): Promise<Standing> {
  const stored = { disableIdentityMap: true } as const
  const earlier = (since?.cases ?? []).map(({ id }) => id)
  const cases = await em.find(
    Case,
    { person: { $in: [...people] }, $or: [{ state: { $in: [...openStates] } }, { id: { $in: earlier } }] },
    { fields: ['id', 'person', 'kind', 'state'], ...stored },
  )
  // What a new case brings, nobody can take back yet.
  const ofCases = { case: { $in: since === undefined ? cases.map(({ id }) => id) : earlier } }
  return {
    cases,
    jobs: await em.find(JobRecord, ofCases, stored),
    tasks: await em.find(TaskRecord, ofCases, { fields: ['id', 'case', 'title', 'state'], ...stored }),
    instants: await em.find(ScheduledInstant, { person: { $in: [...people] } }, stored),
  }
}
