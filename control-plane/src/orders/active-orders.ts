import type { EntityManager } from '@mikro-orm/sql'
import type { CivilDate } from '@rollcall/shared/civil-date'
import type { Id } from '@rollcall/shared/ids'
import { Person } from '../roster/person.entity.ts'
import { type Records, recordsOf } from '../roster/records-of.ts'
import { isOverruled } from './is-overruled.ts'
import { PersonOrder } from './person-order.entity.ts'

/** What operators have ordered about one person, as it counts at an instant. */
export interface PersonOrders {
  readonly forCauseAt: Date | undefined
  readonly securityHold: boolean
  /** When the lock was ordered. */
  readonly securityHoldAt?: Date | undefined
  readonly legalHold: boolean
  /** Last day of an extension; one that is over changes nothing any more, and one that HR overrules is not here. */
  readonly extendedUntil: CivilDate | undefined
}

/**
 * The orders that count about each of these people, whichever of their records they were given about; whoever has none is left out. An extension is
 * about one contract, so about one record.
 */
export async function activeOrdersOf(
  em: EntityManager,
  people: readonly Id<'person'>[],
  at: Date,
): Promise<ReadonlyMap<Id<'person'>, PersonOrders>> {
  return people.length === 0 ? new Map() : activeOrdersOfRecords(em, await recordsOf(em, people), at)
}

/** The same, for whom the records are known already. */
export async function activeOrdersOfRecords(
  em: EntityManager,
  records: Records,
  at: Date,
): Promise<ReadonlyMap<Id<'person'>, PersonOrders>> {
  const about = [...new Set([...records.values()].flat())]
  const orders = await em.find(PersonOrder, { person: { $in: about }, state: 'active', activeAt: { $lte: at } })
  const counting = Map.groupBy(await withoutOverruled(em, orders), ({ person }) => person)
  return new Map(
    [...records].flatMap(([person, all]) => {
      const own = all.flatMap((record) => counting.get(record) ?? []).filter((one) => one.kind !== 'extension' || one.person === person)
      return own.length === 0 ? [] : [[person, summarize(own)] as const]
    }),
  )
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
  // The first counts, where records of one human being have several: what a plan says of an order does not depend on how they were read.
  const sorted = orders.toSorted((a, b) => (a.activeAt?.getTime() ?? 0) - (b.activeAt?.getTime() ?? 0))
  const find = (kind: PersonOrder['kind']) => sorted.find((order) => order.kind === kind)
  return {
    forCauseAt: find('for_cause')?.activeAt ?? undefined,
    securityHold: find('security_hold') !== undefined,
    securityHoldAt: find('security_hold')?.activeAt ?? undefined,
    legalHold: find('legal_hold') !== undefined,
    extendedUntil: find('extension')?.until ?? undefined,
  }
}
