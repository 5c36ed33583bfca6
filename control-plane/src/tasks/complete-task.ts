import type { EntityManager } from '@mikro-orm/sql'
import { recordAttested } from '../accounts/record-attested.ts'
import { Case } from '../cases/case.entity.ts'
import { continueCase } from '../cases/continue-case.ts'
import type { Moment } from '../cases/moment.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import type { Ports } from '../ports.ts'
import { checkProof, type Proof } from './proof.ts'
import { type TaskCommand, takeTask } from './take-task.ts'
import type { TaskRecord } from './task.entity.ts'
import { TaskProof } from './task-proof.entity.ts'

export type Completion = TaskCommand & { readonly proof?: Proof | undefined }

/** Somebody says that they did a task: their word, and a proof where they have one, stands for a receipt. @throws TaskError */
export async function completeTask(ports: Ports, command: Completion): Promise<void> {
  const moment = { at: ports.now(), random: ports.random }
  const proof = command.proof === undefined ? null : checkProof(command.proof)
  await ports.database.transact(async (em) => {
    const task = await takeTask(em, command)
    em.assign(task, { state: 'done', settledBy: command.by, settledAt: moment.at, proof })
    if (command.proof !== undefined) em.create(TaskProof, { task: task.id, ...command.proof, bytes: Buffer.from(command.proof.bytes) })
    await em.flush()
    await appendEntries(em, command.organization, [saidOf(task)], moment)
    await attest(em, task, moment)
    await continueCase(em, task.case, moment)
  })
  ports.wakeUps.notify('dispatch')
}

function saidOf({ id, person, case: ofCase, app, proof, settledBy }: TaskRecord) {
  return {
    t: 'access.manual',
    sub: person,
    case: ofCase,
    task: id,
    ...(app == null ? {} : { app }),
    ...(proof == null ? {} : { proof }),
    ...(settledBy == null ? {} : { member: settledBy }),
  } as const
}

/** What the task's steps say of an account counts from now on as read. */
async function attest(em: EntityManager, { organization, app, person, case: ofCase, account, steps }: TaskRecord, { at, random }: Moment) {
  if (app == null || account == null || steps.length === 0) return
  const { kind } = await em.findOneOrFail(Case, { id: ofCase })
  await recordAttested(em, { organization, app, person, case: ofCase, event: kind, query: account, steps, at, random })
}
