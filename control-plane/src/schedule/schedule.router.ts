import { z } from 'zod'
import { procedure, router } from '../http/trpc.ts'
import { listSchedule } from './list-schedule.ts'

const dayMs = 86_400_000

export const scheduleRouter = router({
  list: procedure('case.read')
    .input(z.strictObject({ days: z.int().min(1).max(400).default(14), limit: z.int().min(1).max(1_000).default(200) }))
    .query(({ ctx: { services, caller }, input: { days, limit } }) => {
      const from = services.now()
      const query = { organization: caller.organization, from, to: new Date(from.getTime() + days * dayMs), limit }
      return services.database.read((em) => listSchedule(em, query))
    }),
})
