import { appendEntries } from '../ledger/append-entries.ts'
import { isSameHuman } from '../organizations/is-same-human.ts'
import type { Ports } from '../ports.ts'
import { countAccounts } from './count-accounts.ts'
import { OrderError } from './order-error.ts'
import type { OrderKind } from './order-kinds.ts'
import { planAfterOrder } from './plan-after-order.ts'
import { type CommandOnOrder, takeOrder } from './take-order.ts'

export interface ConfirmedOrder {
  readonly kind: OrderKind
  /** How many accounts of theirs are known. */
  readonly accounts: number
}

/** The second of two people: from here on the order counts. @throws OrderError */
export async function confirmOrder(ports: Ports, command: CommandOnOrder): Promise<ConfirmedOrder> {
  const moment = { at: ports.now(), random: ports.random }
  const confirmed = await ports.database.transact(async (em) => {
    const { order, person } = await takeOrder(em, { command, state: 'proposed' })
    if (await isSameHuman(em, command.by, [order.requestedBy]))
      throw new OrderError('not_yours', 'you asked for this yourself: somebody else has to confirm it')
    em.assign(order, { state: 'active', confirmedBy: command.by, activeAt: moment.at })
    await em.flush()
    await planAfterOrder(em, order, moment.at)
    const said = { t: 'order.confirmed', sub: person.id, order: order.id, member: command.by } as const
    await appendEntries(em, command.organization, [said], moment)
    return { kind: order.kind, accounts: await countAccounts(em, person.id) }
  })
  ports.wakeUps.notify('planning')
  return confirmed
}
