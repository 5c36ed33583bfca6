import type { EntityManager } from '@mikro-orm/sql'
import type { CivilDate } from '@rollcall/shared/civil-date'
import type { Id } from '@rollcall/shared/ids'
import { PersonOrder } from './person-order.entity.ts'

/** What operators have ordered about one person, as it counts at an instant. */
export interface PersonOrders {
  readonly forCauseAt: Date | undefined
  readonly securityHold: boolean
  readonly legalHold: boolean
  /** Last day of an extension; one that is over changes nothing any more. */
  readonly extendedUntil: CivilDate | undefined
}

/** The orders that count about each of these people; whoever has none is left out. */
export async function activeOrdersOf(
  em: EntityManager,
  people: readonly Id<'person'>[],
  at: Date,
): Promise<ReadonlyMap<Id<'person'>, PersonOrders>> {
  if (people.length === 0) return new Map()
  const orders = await em.find(PersonOrder, { person: { $in: [...people] }, state: 'active', activeAt: { $lte: at } })
  return new Map([...Map.groupBy(orders, ({ person }) => person)].map(([person, own]) => [person, summarize(own)]))
}

function summarize(orders: readonly PersonOrder[]): PersonOrders {
  const find = (kind: PersonOrder['kind']) => orders.find((order) => order.kind === kind)
  return {
    forCauseAt: find('for_cause')?.activeAt ?? undefined,
    securityHold: find('security_hold') !== undefined,
    legalHold: find('legal_hold') !== undefined,
    extendedUntil: find('extension')?.until ?? undefined,
  }
}
