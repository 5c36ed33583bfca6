import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import type { LiftReason } from './order-kinds.ts'
import type { PersonOrder } from './person-order.entity.ts'
import { planAfterOrder } from './plan-after-order.ts'

interface Ending {
  readonly order: PersonOrder
  readonly by: Id<'member'>
  /** `refused`: it never began. `replaced`: another took its place. */
  readonly reason: LiftReason | 'refused' | 'replaced'
}

/** The order counts no more, and whom it concerned is looked at anew. In the transaction of whoever ends it, which holds the ledger. */
export async function endOrder(em: EntityManager, { order, by, reason }: Ending, moment: Moment): Promise<void> {
  const counted = order.state === 'active'
  em.assign(order, { state: counted ? 'lifted' : 'refused', endedBy: by, endedAt: moment.at })
  await em.flush()
  if (counted) await planAfterOrder(em, order, moment.at)
  const said = { t: 'order.lifted', sub: order.person, order: order.id, reason, member: by } as const
  await appendEntries(em, order.organization, [said], moment)
}
