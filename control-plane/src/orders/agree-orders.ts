import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { Case } from '../cases/case.entity.ts'
import type { Moment } from '../cases/moment.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import { mootQuestions } from '../questions/moot-questions.ts'
import type { Person } from '../roster/person.entity.ts'
import { PersonOrder } from './person-order.entity.ts'

interface Agreement {
  readonly person: Pick<Person, 'id' | 'organization'>
  /** When HR's statement reached us. */
  readonly recordedAt: Date
}

/**
 * HR, by itself, now says that the person has left, as an order for cause said ahead of it: noted once, on the order and on the case that it
 * opened, which goes on as it is. Call it whenever HR's own status is over; gives the order, if one was waiting for this.
 */
export async function agreeOrders(em: EntityManager, { person, recordedAt }: Agreement, moment: Moment): Promise<Id<'order'> | undefined> {
  const { id, organization } = person
  await mootQuestions(em, { organization, kinds: ['order_not_agreed'], people: [id], except: new Set() }, moment)
  const order = await em.findOne(PersonOrder, { person: id, kind: 'for_cause', state: 'active', agreedAt: null })
  if (order === null) return undefined
  order.agreedAt = moment.at
  const lifecycle = await em.findOne(Case, { order: order.id }, { orderBy: { openedAt: 'desc' } })
  if (lifecycle !== null) lifecycle.agreedAt = moment.at
  const inCase = lifecycle === null ? {} : { case: lifecycle.id }
  const said = { t: 'order.agreed', sub: id, order: order.id, ...inCase, recorded: recordedAt.toISOString() } as const
  await appendEntries(em, organization, [said], moment)
  return order.id
}
