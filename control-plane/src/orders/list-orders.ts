import type { Id } from '@rollcall/shared/ids'
import type { Database } from '../database/database.ts'
import { Person } from '../roster/person.entity.ts'
import { isOverruled } from './is-overruled.ts'
import type { OrderKind, OrderReason } from './order-kinds.ts'
import { PersonOrder } from './person-order.entity.ts'

export interface OrderSummary {
  readonly id: Id<'order'>
  readonly kind: OrderKind
  readonly state: PersonOrder['state']
  readonly reason: OrderReason
  readonly person: Id<'person'>
  readonly personKey: string
  readonly name: string
  readonly until: string | null
  readonly requestedBy: Id<'member'>
  readonly requestedAt: string
  readonly activeAt: string | null
  readonly agreedAt: string | null
  /** An extension that does not count any more, since HR ends the contract earlier than it did. */
  readonly isOverruled: boolean
}

interface Question {
  readonly organization: Id<'organization'>
  /** Also those that are over. */
  readonly all: boolean
}

const most = 500

/** The newest orders first. */
export async function listOrders(database: Database, { organization, all }: Question): Promise<readonly OrderSummary[]> {
  return database.read(async (em) => {
    const where = { organization, ...(all ? {} : { state: { $in: ['proposed' as const, 'active' as const] } }) }
    const orders = await em.find(PersonOrder, where, { orderBy: { requestedAt: 'desc', id: 'desc' }, limit: most })
    const people = await em.find(Person, { id: { $in: orders.map(({ person }) => person) } })
    const byId = new Map(people.map((person) => [person.id, person]))
    return orders.flatMap((order) => {
      const person = byId.get(order.person)
      return person === undefined ? [] : [summarize(order, person)]
    })
  })
}

function summarize(order: PersonOrder, { personKey, facts }: Person): OrderSummary {
  const { id, kind, state, reason, person, requestedBy } = order
  return {
    id,
    kind,
    state,
    reason,
    person,
    personKey,
    requestedBy,
    name: `${facts.givenName} ${facts.familyName}`,
    until: order.until ?? null,
    requestedAt: order.requestedAt.toISOString(),
    activeAt: order.activeAt?.toISOString() ?? null,
    agreedAt: order.agreedAt?.toISOString() ?? null,
    isOverruled: isOverruled(order, facts),
  }
}
