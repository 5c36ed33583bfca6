import type { EntityManager } from '@mikro-orm/sql'
import { appendEntries } from '../ledger/append-entries.ts'
import { openStage } from '../tasks/open-stage.ts'
import type { Case } from './case.entity.ts'
import type { CaseWork } from './case-work.ts'
import type { Moment } from './moment.ts'
import { isUnsettled, stageWaitMs, waitsFor } from './waits-for.ts'

export interface RunningCase {
  readonly lifecycle: Case
  readonly work: CaseWork
}

/** Queues the jobs of a running case, and opens the tasks, that wait for nothing any more. */
export async function letGo(em: EntityManager, { lifecycle, work }: RunningCase, moment: Moment): Promise<void> {
  const { at } = moment
  for (const job of work.jobs) {
    if (job.state !== 'waiting') continue
    const reasons = waitsFor(job, { ...work, at })
    if (reasons.every(({ kind }) => kind !== 'stage')) job.waitsUntil = null
    if (reasons.length === 0) Object.assign(job, { state: 'queued', notBefore: at })
  }
  const waiting = work.tasks.filter(({ state }) => state === 'waiting')
  const stages = waiting.map(({ stage }) => stage).filter((stage) => isOpen(stage, { work, at }))
  if (stages.length === 0) return
  const entries = await openStage(em, { case: lifecycle.id, stage: Math.max(...stages), at })
  await em.flush()
  await appendEntries(em, lifecycle.organization, entries, moment)
}

/** People are asked once agents had their turn, and a minute later at the latest. */
function isOpen(stage: number, { work: { jobs, tasks }, at }: { work: CaseWork; at: Date }): boolean {
  if (tasks.some(({ createdAt }) => at.getTime() >= createdAt.getTime() + stageWaitMs)) return true
  return jobs.every((job) => job.stage >= stage || !isUnsettled(job.state))
}
