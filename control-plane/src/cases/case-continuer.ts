import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { runLoop } from '../database/loop.ts'
import { JobRecord } from '../dispatch/job.entity.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import type { Ports } from '../ports.ts'
import { TaskRecord } from '../tasks/task.entity.ts'
import { Case } from './case.entity.ts'
import { continueCase } from './continue-case.ts'
import { stageWaitMs } from './waits-for.ts'

const everyMs = 5_000
const batch = 50

/** Moves on the cases whose higher stages have waited long enough for lower ones. */
export class CaseContinuer {
  readonly #ports: Ports

  constructor(ports: Ports) {
    this.#ports = ports
  }

  start(signal: AbortSignal): Promise<void> {
    const { wakeUps, log, now } = this.#ports
    return runLoop({ name: 'continuing', topic: 'dispatch', everyMs, wakeUps, log, now, tick: (at) => this.tick(at) }, signal)
  }

  /** Continues one batch; true when there may be more. */
  async tick(at: Date): Promise<boolean> {
    const { database, random, wakeUps } = this.#ports
    const due = await database.read((em) => findDue(em, at))
    if (due.length === 0) return false
    for (const { id, organization } of due)
      await database.transact(async (em) => {
        await lockLedger(em, organization)
        await continueCase(em, id, { at, random })
      })
    wakeUps.notify('dispatch')
    return due.length === batch
  }
}

async function findDue(em: EntityManager, at: Date): Promise<readonly Pick<Case, 'id' | 'organization'>[]> {
  const jobs = await em.find(JobRecord, { state: 'waiting', waitsUntil: { $lte: at } }, { fields: ['case'], limit: batch })
  const before = new Date(at.getTime() - stageWaitMs)
  const tasks = await em.find(TaskRecord, { state: 'waiting', createdAt: { $lte: before } }, { fields: ['case'], limit: batch })
  const ids = new Set<Id<'case'>>([...jobs.flatMap((job) => job.case ?? []), ...tasks.map((task) => task.case)])
  if (ids.size === 0) return []
  return em.find(
    Case,
    { id: { $in: [...ids] }, state: { $in: ['running', 'needs_person'] } },
    { fields: ['id', 'organization'], orderBy: { id: 'asc' }, limit: batch },
  )
}
