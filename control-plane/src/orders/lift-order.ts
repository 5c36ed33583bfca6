import type { Ports } from '../ports.ts'
import { mootQuestions } from '../questions/moot-questions.ts'
import { recordsOf } from '../roster/records-of.ts'
import { endOrder } from './end-order.ts'
import { OrderError } from './order-error.ts'
import { type LiftReason, liftReasonsOfKind } from './order-kinds.ts'
import { type CommandOnOrder, takeOrder } from './take-order.ts'

export type LiftCommand = CommandOnOrder & { readonly reason: LiftReason }

/** The order counts no more: planning sees what HR says by itself again. @throws OrderError */
export async function liftOrder(ports: Ports, command: LiftCommand): Promise<void> {
  const moment = { at: ports.now(), random: ports.random }
  await ports.database.transact(async (em) => {
    const { order } = await takeOrder(em, { command, state: 'active' })
    const fitting: readonly LiftReason[] = liftReasonsOfKind[order.kind]
    if (!fitting.includes(command.reason)) throw new OrderError('does_not_fit', `the reason is one of ${fitting.join(', ')}`)
    await endOrder(em, { order, by: command.by, reason: command.reason }, moment)
    const answered = {
      organization: order.organization,
      kinds: ['order_not_agreed'],
      people: (await recordsOf(em, [order.person])).get(order.person),
      except: new Set<string>(),
    } as const
    if (order.kind === 'for_cause') await mootQuestions(em, answered, moment)
  })
  ports.wakeUps.notify('planning')
}
