import { z } from 'zod'
import { procedure, router } from '../http/trpc.ts'
import { activePolicy } from './active-policy.ts'
import { PolicyVersion } from './policy-version.entity.ts'
import { savePolicy } from './save-policy.ts'

export const policyRouter = router({
  save: procedure('policy.save')
    .input(z.strictObject({ document: z.string().max(300_000) }))
    .mutation(({ ctx: { services, caller }, input }) =>
      savePolicy(services, { organization: caller.organization, member: caller.member, ...input }),
    ),
  active: procedure('policy.read').query(({ ctx: { services, caller } }) =>
    services.database.read(async (em) => {
      const active = await activePolicy(em, caller.organization)
      if (active === undefined) return null
      const { document } = await em.findOneOrFail(PolicyVersion, { id: active.id })
      return { id: active.id, number: active.number, digest: active.policy.digest, document }
    }),
  ),
})
