import { idSchema } from '@rollcall/shared/id-schema'
import { z } from 'zod'
import { requestInventory } from '../dispatch/request-inventory.ts'
import { procedure, router } from '../http/trpc.ts'
import type { Caller } from '../organizations/authenticate.ts'
import { acceptFall } from './accept-fall.ts'
import { checkApp } from './check-app.ts'
import { commandAccount } from './command-account.ts'
import { disableOrphan } from './disable-orphan.ts'
import { linkAccount } from './link-account.ts'
import { listAccounts } from './list-accounts.ts'
import { listOrphans } from './list-orphans.ts'
import { listingFallReasons } from './listing-fall-reasons.ts'
import { protectAccount } from './protect-account.ts'
import { setAccountType } from './set-account-type.ts'
import { summarizeApps } from './summarize-apps.ts'
import { type AccountCommand, takeAccount } from './take-account.ts'
import { unlinkAccount } from './unlink-account.ts'

const app = z.string().regex(/^[a-z0-9-]{1,64}$/)
const one = z.strictObject({ account: idSchema('account') })

export const accountRouter = router({
  /** Asks the agent for every account of an app; answers with the job that does it. */
  refresh: procedure('account.refresh')
    .input(z.strictObject({ app, acceptFall: z.enum(listingFallReasons).optional() }))
    .mutation(async ({ ctx: { services, caller }, input }) => {
      const { organization, member: by } = caller
      await services.database.read((em) => checkApp(em, { organization, app: input.app }))
      if (input.acceptFall !== undefined) await acceptFall(services, { organization, app: input.app, by, reason: input.acceptFall })
      return { job: await requestInventory(services, { organization, app: input.app }) }
    }),
  summary: procedure('account.read').query(({ ctx: { services, caller } }) => summarizeApps(services.database, caller.organization)),
  list: procedure('account.read')
    .input(
      z.strictObject({
        app: app.optional(),
        person: idSchema('person').optional(),
        after: z.string().max(64).default(''),
        limit: z.int().min(1).max(500).default(200),
      }),
    )
    .query(({ ctx: { services, caller }, input }) => listAccounts(services.database, { organization: caller.organization, ...input })),
  orphans: procedure('account.read').query(async ({ ctx: { services, caller } }) => {
    const where = { organization: caller.organization, at: services.now() }
    const orphans = await services.database.read((em) => listOrphans(em, where))
    return orphans.map(({ account, candidates, privileges, isProtected }) => ({
      account: account.id,
      app: account.app,
      userName: account.userName,
      isActive: account.active,
      firstSeenAt: account.firstSeenAt?.toISOString() ?? null,
      privileges,
      isProtected,
      candidates,
    }))
  }),
  link: procedure('account.decide')
    .input(one.extend({ person: idSchema('person') }))
    .mutation(({ ctx: { services, caller }, input }) =>
      commandAccount(services, caller.organization, (em, moment) => linkAccount(em, { ...input, ...acting(caller) }, moment)),
    ),
  unlink: procedure('account.decide')
    .input(one)
    .mutation(({ ctx: { services, caller }, input }) =>
      commandAccount(services, caller.organization, (em, moment) => unlinkAccount(em, { ...input, ...acting(caller) }, moment)),
    ),
  setType: procedure('account.decide')
    .input(one.extend({ type: z.enum(['shared', 'service']), responsible: idSchema('person') }))
    .mutation(({ ctx: { services, caller }, input }) =>
      commandAccount(services, caller.organization, (em, moment) => setAccountType(em, { ...input, ...acting(caller) }, moment)),
    ),
  protect: procedure('account.decide')
    .input(one.extend({ isProtected: z.boolean() }))
    .mutation(({ ctx: { services, caller }, input }) =>
      commandAccount(services, caller.organization, (em, moment) => protectAccount(em, { ...input, ...acting(caller) }, moment)),
    ),
  /** Switches off an account that nobody owns. */
  disable: procedure('account.decide')
    .input(one)
    .mutation(({ ctx: { services, caller }, input }) =>
      commandAccount(services, caller.organization, async (em, moment) => {
        const account = await takeAccount(em, { ...input, ...acting(caller) })
        await disableOrphan(em, { account, by: caller.member }, moment)
      }),
    ),
})

function acting({ organization, member }: Caller): Pick<AccountCommand, 'organization' | 'by'> {
  return { organization, by: member }
}
