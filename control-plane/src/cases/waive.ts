import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { JobRecord } from '../dispatch/job.entity.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import type { LeftOutReason } from '../planning/plan.ts'
import type { Ports } from '../ports.ts'
import { waiveTask } from '../tasks/waive-task.ts'
import type { Case } from './case.entity.ts'
import { CaseCommandError } from './case-command-error.ts'
import type { WaiveReason } from './case-reasons.ts'
import { openStates } from './case-states.ts'
import { continueCase } from './continue-case.ts'
import { type CaseCommand, takeCase } from './take-case.ts'

/** What of a case stays undone. */
export type WaivedItem =
  | { readonly job: Id<'job'> }
  | { readonly task: Id<'task'> }
  | { readonly left: { readonly app: string; readonly reason: LeftOutReason } }

export type WaiveCommand = CaseCommand & { readonly item: WaivedItem; readonly reason: WaiveReason }

/** Leaves one thing that a case wanted undone, by name and reason, so that the case can close over it. @throws CaseCommandError */
export async function waiveItem(ports: Ports, command: WaiveCommand): Promise<void> {
  const { item, ...rest } = command
  if ('task' in item) return waiveTask(ports, { ...rest, task: item.task })
  const moment = { at: ports.now(), random: ports.random }
  await ports.database.transact(async (em) => {
    const { lifecycle } = await takeCase(em, { command, states: openStates })
    const what = 'job' in item ? await waiveJob(em, lifecycle, { job: item.job, at: moment.at }) : waiveLeft(lifecycle, item.left)
    await em.flush()
    await appendEntries(em, command.organization, [waivedEntry(lifecycle, command, what)], moment)
    await continueCase(em, lifecycle.id, moment)
  })
  ports.wakeUps.notify('dispatch')
}

interface Waived {
  readonly app: string
  readonly job?: Id<'job'>
}

/** Only what has ended without success, or waits: of what an agent is doing right now nobody can say that it stays undone. */
async function waiveJob(em: EntityManager, lifecycle: Case, { job: id, at }: { job: Id<'job'>; at: Date }): Promise<Waived> {
  const job = await em.findOne(JobRecord, { id, case: lifecycle.id })
  if (job === null) throw new CaseCommandError('not_found', `case ${lifecycle.id} has no job ${id}`)
  if (job.state === 'leased' || job.state === 'done' || job.state === 'waived')
    throw new CaseCommandError('wrong_state', `the job is ${job.state}: only what has failed or waits can be waived`)
  em.assign(job, { state: 'waived', waitsUntil: null, finishedAt: at })
  return { app: job.app, job: id }
}

function waiveLeft(lifecycle: Case, left: Extract<WaivedItem, { left: unknown }>['left']): Waived {
  const isThere = lifecycle.plan.left.some(({ app, reason }) => app === left.app && reason === left.reason)
  if (!isThere)
    throw new CaseCommandError('not_found', `case ${lifecycle.id} left nothing of ${left.app} undone for the reason ${left.reason}`)
  lifecycle.waived = [...lifecycle.waived, { app: left.app, reason: left.reason }]
  return { app: left.app }
}

function waivedEntry({ id, person }: Case, { by, reason }: WaiveCommand, { app, job }: Waived): EntryDraft {
  return { t: 'access.waived', sub: person, case: id, app, reason, member: by, ...(job === undefined ? {} : { job }) }
}
