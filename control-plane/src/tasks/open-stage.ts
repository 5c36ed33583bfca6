import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import { TaskRecord } from './task.entity.ts'

interface Stage {
  readonly case: Id<'case'>
  /** This one and those before it. */
  readonly stage: number
  readonly at: Date
}

/** Asks people for the tasks of a case up to a stage. Their days count from now. Gives the ledger entries that say so: the caller appends them. */
export async function openStage(em: EntityManager, { case: ofCase, stage, at }: Stage): Promise<readonly EntryDraft[]> {
  const tasks = await em.find(
    TaskRecord,
    { case: ofCase, state: 'waiting', stage: { $lte: stage } },
    { orderBy: { stage: 'asc', id: 'asc' } },
  )
  for (const task of tasks)
    em.assign(task, { state: 'open', dueAt: new Date(at.getTime() + task.dueAt.getTime() - task.createdAt.getTime()) })
  return tasks.map(({ id, person, app }) => ({
    t: 'task.opened',
    sub: person,
    case: ofCase,
    task: id,
    ...(app === null ? {} : { app }),
  }))
}
