import { idSchema } from '@rollcall/shared/id-schema'
import { z } from 'zod'
import { procedure, router } from '../http/trpc.ts'
import { listNotices } from './list-notices.ts'
import { markSeen } from './mark-seen.ts'

export const noticeRouter = router({
  list: procedure('notice.read')
    .input(z.strictObject({ all: z.boolean().default(false) }))
    .query(({ ctx: { services, caller }, input }) => listNotices(services.database, caller, input)),
  markSeen: procedure('notice.see')
    .input(z.strictObject({ notices: z.array(idSchema('notice')).min(1).max(500) }))
    .mutation(async ({ ctx: { services, caller }, input }) => ({ seen: await markSeen(services, caller, input.notices) })),
})
