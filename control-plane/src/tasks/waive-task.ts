import type { WaiveReason } from '../cases/case-reasons.ts'
import { continueCase } from '../cases/continue-case.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import type { Ports } from '../ports.ts'
import { type TaskCommand, takeTask } from './take-task.ts'

export type TaskWaiver = TaskCommand & { readonly reason: WaiveReason }

/** The task stays undone, by name and reason; the case goes on without it, and nobody is asked again. @throws TaskError */
export async function waiveTask(ports: Ports, command: TaskWaiver): Promise<void> {
  const moment = { at: ports.now(), random: ports.random }
  await ports.database.transact(async (em) => {
    const task = await takeTask(em, command)
    const { reason, by } = command
    em.assign(task, { state: 'waived', settledBy: by, settledAt: moment.at, reason })
    await em.flush()
    const inApp = task.app == null ? {} : { app: task.app }
    const said = { t: 'access.waived', sub: task.person, case: task.case, task: task.id, reason, member: by, ...inApp } as const
    await appendEntries(em, command.organization, [said], moment)
    await continueCase(em, task.case, moment)
  })
  ports.wakeUps.notify('dispatch')
}
