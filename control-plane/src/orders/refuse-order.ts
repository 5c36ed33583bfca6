import type { Ports } from '../ports.ts'
import { endOrder } from './end-order.ts'
import { type CommandOnOrder, takeOrder } from './take-order.ts'

/** Somebody says no to a proposed order, or whoever proposed it thinks better of it: nothing ever happens. @throws OrderError */
export async function refuseOrder(ports: Ports, command: CommandOnOrder): Promise<void> {
  const moment = { at: ports.now(), random: ports.random }
  await ports.database.transact(async (em) => {
    const { order } = await takeOrder(em, { command, state: 'proposed' })
    await endOrder(em, { order, by: command.by, reason: 'refused' }, moment)
  })
}
