import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { lockLedger } from '../ledger/lock-ledger.ts'
import { Person } from '../roster/person.entity.ts'
import { refuseOwn } from './find-subject.ts'
import { OrderError } from './order-error.ts'
import { PersonOrder } from './person-order.entity.ts'

/** What every command of an operator on an order says. */
export interface CommandOnOrder {
  readonly organization: Id<'organization'>
  readonly by: Id<'member'>
  readonly order: Id<'order'>
}

interface Taking {
  readonly command: CommandOnOrder
  readonly state: 'proposed' | 'active'
}

/** The order for a command and whom it is about, with the ledger locked. @throws OrderError */
export async function takeOrder(em: EntityManager, { command, state }: Taking): Promise<{ order: PersonOrder; person: Person }> {
  const { organization, by } = command
  await lockLedger(em, organization)
  const order = await em.findOne(PersonOrder, { id: command.order, organization })
  if (order === null) throw new OrderError('not_found', `there is no order ${command.order} in this organization`)
  if (order.state !== state)
    throw new OrderError('wrong_state', `the order is ${order.state}; this needs one that is ${state}${hint(order)}`)
  const person = await em.findOneOrFail(Person, { id: order.person })
  await refuseOwn(em, { organization, by, person })
  return { order, person }
}

/** What ends an order in the state that it is in. */
function hint({ id, state }: PersonOrder): string {
  if (state === 'proposed') return `: to end one that is only proposed, run "rollcall order refuse ${id}"`
  return state === 'active' ? `: to end one that counts, run "rollcall order lift ${id}"` : ''
}
