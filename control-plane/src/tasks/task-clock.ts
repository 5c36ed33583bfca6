import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { findFallback } from '../approvals/find-approvers.ts'
import { runLoop } from '../database/loop.ts'
import { rowsOf } from '../database/rows-of.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import { giveNotice } from '../notifications/give-notice.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { defaultPolicySettings } from '../policy/default-settings.ts'
import type { Ports } from '../ports.ts'
import { Person } from '../roster/person.entity.ts'
import { findMisassigned, reassignTasks } from './reassign-tasks.ts'
import { TaskRecord } from './task.entity.ts'

const everyMs = 60_000
const batch = 100

/** Tells those who answer for everything about tasks that nobody did in time, once each; and a manager's task follows HR to the next manager. */
export class TaskClock {
  readonly #ports: Ports

  constructor(ports: Ports) {
    this.#ports = ports
  }

  start(signal: AbortSignal): Promise<void> {
    const { wakeUps, log, now } = this.#ports
    return runLoop({ name: 'tasks', topic: 'clock', everyMs, wakeUps, log, now, tick: (at) => this.tick(at) }, signal)
  }

  /** Escalates one batch and looks who is asked; true when there may be more. */
  async tick(at: Date): Promise<boolean> {
    const { database } = this.#ports
    const due = await database.read((em) => dueAt(em, at).orderBy('dueAt').orderBy('id').limit(batch).execute())
    for (const task of due) await database.transact((em) => this.#escalate(em, task, at))
    for (const [organization, tasks] of await database.read((em) => findMisassigned(em, at)))
      await database.transact(async (em) => {
        await lockLedger(em, organization)
        await reassignTasks(em, tasks, at)
      })
    return due.length === batch
  }

  async #escalate(em: EntityManager, { id, organization }: Pick<TaskRecord, 'id' | 'organization'>, at: Date): Promise<void> {
    await lockLedger(em, organization)
    if ((await dueAt(em, at).where('id', '=', id).execute()).length === 0) return
    const task = await em.findOneOrFail(TaskRecord, { id })
    task.escalatedAt = at
    const moment = { at, random: this.#ports.random }
    await appendEntries(em, organization, [{ t: 'task.escalated', sub: task.person, case: task.case, task: id }], moment)
    const recipients = await standInsOf(em, task, at)
    const details = { task: id, case: task.case, title: task.title, app: task.app ?? null, dueAt: task.dueAt.toISOString() }
    await giveNotice(
      em,
      { organization, kind: 'task_escalated', key: `task_escalated/${id}`, person: task.person, recipients, details },
      moment,
    )
  }
}

function dueAt(em: EntityManager, at: Date) {
  return rowsOf(em, TaskRecord)
    .select(['id', 'organization'])
    .where('state', '=', 'open')
    .where('escalatedAt', 'is', null)
    .where('dueAt', '<=', at)
}

async function standInsOf(em: EntityManager, { organization, person: id }: TaskRecord, at: Date): Promise<readonly Id<'member'>[]> {
  const person = await em.findOneOrFail(Person, { id })
  const { approvals } = (await activePolicy(em, organization))?.policy ?? defaultPolicySettings
  return findFallback(em, { person, requestedBy: [], settings: approvals, at })
}
