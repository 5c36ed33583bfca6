import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { runLoop } from '../database/loop.ts'
import { rowsOf } from '../database/rows-of.ts'
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

/** Asked every few seconds, so without entities. */
function findDue(em: EntityManager, at: Date): Promise<readonly Pick<Case, 'id' | 'organization'>[]> {
  const before = new Date(at.getTime() - stageWaitMs)
  const jobs = rowsOf(em, JobRecord)
    .select('case')
    .$narrowType<{ case: Id<'case'> }>()
    .where('state', '=', 'waiting')
    .where('waitsUntil', '<=', at)
  const tasks = rowsOf(em, TaskRecord).select('case').where('state', '=', 'waiting').where('createdAt', '<=', before)
  return rowsOf(em, Case)
    .select(['id', 'organization'])
    .where('state', 'in', ['running', 'needs_person'])
    .where((one) => one.or([one('id', 'in', jobs), one('id', 'in', tasks)]))
    .orderBy('id')
    .limit(batch)
    .execute()
}
