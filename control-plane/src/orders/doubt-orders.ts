import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { askQuestions } from '../questions/ask-questions.ts'
import type { Person } from '../roster/person.entity.ts'
import { recordsOf } from '../roster/records-of.ts'
import { PersonOrder } from './person-order.entity.ts'

/**
 * HR had agreed to an order for cause, and now says that the person is here, or will be: hired again, or under another HR key. The order stands until
 * somebody lifts it, but not in silence. Call it whenever such an order counts and HR's own status is not over.
 */
export async function doubtOrders(em: EntityManager, person: Pick<Person, 'id' | 'organization'>, moment: Moment): Promise<void> {
  const orders = await agreedOrders(em, person.id)
  const drafts = orders.map(({ id, reason, activeAt, agreedAt }) => ({
    organization: person.organization,
    kind: 'order_not_agreed' as const,
    key: `order_not_agreed/${id}/${person.id}`,
    person: person.id,
    details: { order: id, reason, activeAt: activeAt?.toISOString(), agreedAt: agreedAt?.toISOString() },
  }))
  await askQuestions(em, drafts, moment)
}

async function agreedOrders(em: EntityManager, person: Id<'person'>): Promise<readonly PersonOrder[]> {
  const records = (await recordsOf(em, [person])).get(person) ?? []
  return em.find(PersonOrder, { person: { $in: [...records] }, kind: 'for_cause', state: 'active', agreedAt: { $ne: null } })
}
