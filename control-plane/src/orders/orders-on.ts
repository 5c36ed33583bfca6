import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { recordsOf } from '../roster/records-of.ts'
import type { OrderKind } from './order-kinds.ts'
import { PersonOrder } from './person-order.entity.ts'

/** An order ahead of HR that is in force. */
export interface OrderInForce {
  readonly id: Id<'order'>
  readonly kind: OrderKind
  readonly activeAt: Date | null
}

/** The orders in force about a human being, under whichever record they were given, oldest first. */
export async function ordersOn(em: EntityManager, person: Id<'person'>): Promise<readonly OrderInForce[]> {
  const records = (await recordsOf(em, [person])).get(person) ?? [person]
  const orders = await em.find(
    PersonOrder,
    { person: { $in: [...records] }, state: 'active' },
    { orderBy: { requestedAt: 'asc', id: 'asc' } },
  )
  return orders.map(({ id, kind, activeAt }) => ({ id, kind, activeAt: activeAt ?? null }))
}
