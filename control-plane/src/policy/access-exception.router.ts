import { idSchema } from '@rollcall/shared/id-schema'
import { z } from 'zod'
import { procedure, router } from '../http/trpc.ts'
import { closeException } from './close-exception.ts'
import { exceptionReasons, mostExceptionDays } from './exception-reasons.ts'
import { listExceptions } from './list-exceptions.ts'
import { openExceptionByHand } from './open-exception-by-hand.ts'

const newException = z.strictObject({
  person: idSchema('person'),
  kind: z.enum(['grant', 'withhold']),
  app: z.string().regex(/^[a-z0-9-]{1,64}$/),
  /** Left out: the account itself. */
  entitlement: z.string().min(1).max(256).nullable().default(null),
  days: z.int().min(1).max(mostExceptionDays),
  reason: z.enum(exceptionReasons),
})

export const accessExceptionRouter = router({
  list: procedure('exception.read')
    .input(z.strictObject({ person: idSchema('person').optional() }))
    .query(({ ctx: { services, caller }, input }) =>
      listExceptions(services.database, { organization: caller.organization, at: services.now(), ...input }),
    ),
  open: procedure('exception.open')
    .input(newException)
    .mutation(async ({ ctx: { services, caller }, input }) => ({
      exception: await openExceptionByHand(services, { organization: caller.organization, by: caller.member, ...input }),
    })),
  close: procedure('exception.close')
    .input(z.strictObject({ exception: idSchema('exception') }))
    .mutation(({ ctx: { services, caller }, input }) =>
      closeException(services, { organization: caller.organization, by: caller.member, ...input }),
    ),
})
