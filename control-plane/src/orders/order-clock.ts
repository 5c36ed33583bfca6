import type { EntityManager } from '@mikro-orm/sql'
import { runLoop } from '../database/loop.ts'
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
    const due = await database.read((em) =>
      em.find(PersonOrder, isDue(at), { fields: ['id', 'organization'], orderBy: { activeAt: 'asc', id: 'asc' }, limit: batch }),
    )
    for (const order of due) await database.transact((em) => this.#ask(em, order, at))
    return due.length === batch
  }

  async #ask(em: EntityManager, { id, organization }: Pick<PersonOrder, 'id' | 'organization'>, at: Date): Promise<void> {
    await lockLedger(em, organization)
    const order = await em.findOne(PersonOrder, { id, ...isDue(at) })
    if (order === null) return
    order.askedAt = at
    const { person, reason, activeAt } = order
    const details = { order: id, reason, activeAt: activeAt?.toISOString() }
    const question = { organization, kind: 'order_not_agreed', key: `order_not_agreed/${id}`, person, details } as const
    await askQuestion(em, question, { at, random: this.#ports.random })
  }
}

function isDue(at: Date) {
  const activeAt = { $lte: new Date(at.getTime() - patienceMs) }
  return { kind: 'for_cause', state: 'active', agreedAt: null, askedAt: null, activeAt } as const
}
