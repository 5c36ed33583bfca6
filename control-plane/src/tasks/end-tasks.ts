import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { TaskRecord } from './task.entity.ts'

/** The case has ended: what nobody has done yet, nobody needs to do for it any more. */
export async function endTasks(em: EntityManager, ofCase: Id<'case'>, at: Date): Promise<void> {
  const tasks = await em.find(TaskRecord, { case: ofCase, state: { $in: ['waiting', 'open'] } })
  for (const task of tasks) em.assign(task, { state: 'revoked', settledAt: at })
}
