import type { EntityManager } from '@mikro-orm/sql'
import { toId } from '@rollcall/shared/ids'
import type { Subject } from '../approvals/find-approvers.ts'
import type { Case } from '../cases/case.entity.ts'
import type { Moment } from '../cases/moment.ts'
import type { PlannedTask } from '../planning/plan.ts'
import { assignedMember } from './assigned-member.ts'
import { TaskRecord } from './task.entity.ts'

const dayMs = 86_400_000

export interface NewTasks {
  readonly lifecycle: Pick<Case, 'id' | 'organization'>
  readonly person: Subject
  readonly tasks: readonly PlannedTask[]
}

/** Keeps the tasks of a case's plan. All of them wait until their stage is opened (`openStage`), which also gives their ledger entries. */
export async function createTasks(em: EntityManager, { lifecycle, person, tasks }: NewTasks, { at, random }: Moment): Promise<void> {
  const { organization } = lifecycle
  for (const { days, steps, ...task } of tasks) {
    const assignedTo = await assignedMember(em, { person, assignee: task.assignee, app: task.app, at })
    em.create(TaskRecord, {
      ...task,
      id: toId('task', random(16)),
      organization,
      case: lifecycle.id,
      person: person.id,
      steps: steps.map(({ step }) => step),
      assignedTo,
      state: 'waiting',
      createdAt: at,
      dueAt: new Date(at.getTime() + days * dayMs),
    })
  }
}
