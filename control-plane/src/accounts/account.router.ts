import { z } from 'zod'
import { requestInventory } from '../dispatch/request-inventory.ts'
import { procedure, router } from '../http/trpc.ts'
import { listOrphans } from './list-orphans.ts'
import { summarizeApps } from './summarize-apps.ts'

export const accountRouter = router({
  /** Asks the agent for every account of an app; answers with the job that does it. */
  refresh: procedure('account.refresh')
    .input(z.strictObject({ app: z.string().regex(/^[a-z0-9-]{1,64}$/) }))
    .mutation(async ({ ctx: { services, caller }, input }) => ({
      job: await requestInventory(services, { organization: caller.organization, app: input.app }),
    })),
  summary: procedure('account.read').query(({ ctx: { services, caller } }) => summarizeApps(services.database, caller.organization)),
  orphans: procedure('account.read').query(async ({ ctx: { services, caller } }) => {
    const orphans = await services.database.read((em) => listOrphans(em, { organization: caller.organization, at: services.now() }))
    return orphans.map(({ account, candidates }) => ({
      account: account.id,
      app: account.app,
      userName: account.userName,
      isActive: account.active,
      candidates,
    }))
  }),
})
