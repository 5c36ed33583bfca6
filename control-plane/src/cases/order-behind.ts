import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { PersonOrder } from '../orders/person-order.entity.ts'
import { recordsOf } from '../roster/records-of.ts'

/** The order for cause that is in force about a person, under whichever of their records. */
export async function orderBehind(em: EntityManager, person: Id<'person'>): Promise<Id<'order'> | undefined> {
  const records = (await recordsOf(em, [person])).get(person) ?? []
  return (
    await em.findOne(PersonOrder, { person: { $in: [...records] }, kind: 'for_cause', state: 'active' }, { orderBy: { activeAt: 'desc' } })
  )?.id
}
