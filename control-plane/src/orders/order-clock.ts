import type { EntityManager } from '@mikro-orm/sql'
import { runLoop } from '../database/loop.ts'
import { rowsOf } from '../database/rows-of.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import type { Ports } from '../ports.ts'
import { askQuestion } from '../questions/ask-question.ts'
import { PersonOrder } from './person-order.entity.ts'

const everyMs = 60_000
const batch = 100
/** How long HR may take to say what an operator ordered ahead of it. */
const patienceMs = 14 * 86_400_000

/** Asks about orders for cause that HR still contradicts. The order stands until somebody has answered. */
export class OrderClock {
  readonly #ports: Ports

  constructor(ports: Ports) {
    this.#ports = ports
  }

  start(signal: AbortSignal): Promise<void> {
    const { wakeUps, log, now } = this.#ports
    return runLoop({ name: 'orders', topic: 'clock', everyMs, wakeUps, log, now, tick: (at) => this.tick(at) }, signal)
  }

  /** Asks about one batch; true when there may be more. */
  async tick(at: Date): Promise<boolean> {
    const { database } = this.#ports
    const due = await database.read((em) => dueAt(em, at).orderBy('activeAt').orderBy('id').limit(batch).execute())
    for (const order of due) await database.transact((em) => this.#ask(em, order, at))
    return due.length === batch
  }

  async #ask(em: EntityManager, { id, organization }: Pick<PersonOrder, 'id' | 'organization'>, at: Date): Promise<void> {
    await lockLedger(em, organization)
    if ((await dueAt(em, at).where('id', '=', id).execute()).length === 0) return
    const order = await em.findOneOrFail(PersonOrder, { id })
    order.askedAt = at
    const { person, reason, activeAt } = order
    const details = { order: id, reason, activeAt: activeAt?.toISOString() }
    const question = { organization, kind: 'order_not_agreed', key: `order_not_agreed/${id}`, person, details } as const
    await askQuestion(em, question, { at, random: this.#ports.random })
  }
}

function dueAt(em: EntityManager, at: Date) {
  return rowsOf(em, PersonOrder)
    .select(['id', 'organization'])
    .where('kind', '=', 'for_cause')
    .where('state', '=', 'active')
    .where('agreedAt', 'is', null)
    .where('askedAt', 'is', null)
    .where('activeAt', '<=', new Date(at.getTime() - patienceMs))
}
