import type { EntityManager } from '@mikro-orm/sql'
import type { CivilDate } from '@rollcall/shared/civil-date'
import type { Id } from '@rollcall/shared/ids'
import { Person } from '../roster/person.entity.ts'
import { isOverruled } from './is-overruled.ts'
import { PersonOrder } from './person-order.entity.ts'

/** What operators have ordered about one person, as it counts at an instant. */
export interface PersonOrders {
  readonly forCauseAt: Date | undefined
  readonly securityHold: boolean
  readonly legalHold: boolean
  /** Last day of an extension; one that is over changes nothing any more, and one that HR overrules is not here. */
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
  const counting = await withoutOverruled(em, orders)
  return new Map([...Map.groupBy(counting, ({ person }) => person)].map(([person, own]) => [person, summarize(own)]))
}

async function withoutOverruled(em: EntityManager, orders: readonly PersonOrder[]): Promise<readonly PersonOrder[]> {
  const extended = orders.flatMap(({ kind, person }) => (kind === 'extension' ? [person] : []))
  if (extended.length === 0) return orders
  const people = await em.find(Person, { id: { $in: extended } })
  const facts = new Map(people.map((person) => [person.id, person.facts]))
  return orders.filter((order) => {
    const said = facts.get(order.person)
    return said === undefined || !isOverruled(order, said)
  })
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
