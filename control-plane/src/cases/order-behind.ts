import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { PersonOrder } from '../orders/person-order.entity.ts'

/** The order for cause that is in force about a person. */
export async function orderBehind(em: EntityManager, person: Id<'person'>): Promise<Id<'order'> | undefined> {
  return (await em.findOne(PersonOrder, { person, kind: 'for_cause', state: 'active' }, { orderBy: { activeAt: 'desc' } }))?.id
}
