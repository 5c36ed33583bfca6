import { civilDateSchema } from '@rollcall/shared/civil-date'
import { idSchema } from '@rollcall/shared/id-schema'
import { z } from 'zod'
import { procedure, router } from '../http/trpc.ts'
import { confirmOrder } from './confirm-order.ts'
import { giveOrder } from './give-order.ts'
import { liftOrder } from './lift-order.ts'
import { listOrders } from './list-orders.ts'
import { liftReasons, orderKinds, orderReasons } from './order-kinds.ts'
import { refuseOrder } from './refuse-order.ts'

const one = z.strictObject({ order: idSchema('order') })

const newOrder = z.strictObject({
  /** Id, or key in HR. */
  person: z.string().min(1).max(128),
  kind: z.enum(orderKinds),
  reason: z.enum(orderReasons),
  until: civilDateSchema.optional(),
})

export const orderRouter = router({
  give: procedure('order.give')
    .input(newOrder)
    .mutation(({ ctx: { services, caller }, input }) =>
      giveOrder(services, { organization: caller.organization, by: caller.member, ...input }),
    ),
  confirm: procedure('order.give')
    .input(one)
    .mutation(({ ctx: { services, caller }, input }) =>
      confirmOrder(services, { organization: caller.organization, by: caller.member, ...input }),
    ),
  refuse: procedure('order.give')
    .input(one)
    .mutation(({ ctx: { services, caller }, input }) =>
      refuseOrder(services, { organization: caller.organization, by: caller.member, ...input }),
    ),
  lift: procedure('order.give')
    .input(one.extend({ reason: z.enum(liftReasons) }))
    .mutation(({ ctx: { services, caller }, input }) =>
      liftOrder(services, { organization: caller.organization, by: caller.member, ...input }),
    ),
  list: procedure('order.read')
    .input(z.strictObject({ all: z.boolean().default(false) }))
    .query(({ ctx: { services, caller }, input }) => listOrders(services.database, { organization: caller.organization, ...input })),
})
