import { civilDateSchema } from '@rollcall/shared/civil-date'
import { idSchema } from '@rollcall/shared/id-schema'
import { z } from 'zod'
import { procedure, router } from '../http/trpc.ts'
import { seenBy } from '../organizations/seen-by.ts'
import { leftOutReasons } from '../planning/plan.ts'
import { cancelCase } from './cancel-case.ts'
import { refusalReasons, releaseReasons, waiveReasons } from './case-reasons.ts'
import { caseStates } from './case-states.ts'
import { getCase } from './get-case.ts'
import { listCases } from './list-cases.ts'
import { postponeCase } from './postpone-case.ts'
import { rejectCase } from './reject-case.ts'
import { releaseCase } from './release-case.ts'
import { retryCase } from './retry-case.ts'
import { waiveItem } from './waive.ts'

const one = z.strictObject({ case: idSchema('case') })
const waivable = z.union([
  z.strictObject({ job: idSchema('job') }),
  z.strictObject({ task: idSchema('task') }),
  z.strictObject({ left: z.strictObject({ app: z.string().max(64), reason: z.enum(leftOutReasons) }) }),
])
const refusal = one.extend({ reason: z.enum(refusalReasons) })

export const caseRouter = router({
  list: procedure('case.read')
    .input(
      z.strictObject({
        states: z.array(z.enum(caseStates)).optional(),
        person: idSchema('person').optional(),
        before: z.int().min(1).optional(),
        limit: z.int().min(1).max(200).default(50),
      }),
    )
    .query(({ ctx: { services, caller }, input }) => listCases(services.database, { ...seenBy(caller), ...input })),
  get: procedure('case.read')
    .input(one)
    .query(async ({ ctx: { services, caller }, input }) => {
      const found = await getCase(services.database, { ...seenBy(caller), case: input.case, at: services.now() })
      return { ...found, jobs: found.jobs.map((job) => ({ ...job, progress: (job.id && services.progress.get(job.id)) ?? null })) }
    }),
  release: procedure('case.decide')
    .input(one.extend({ reason: z.enum(releaseReasons) }))
    .mutation(({ ctx: { services, caller }, input }) =>
      releaseCase(services, { organization: caller.organization, by: caller.member, ...input }),
    ),
  reject: procedure('case.decide')
    .input(refusal)
    .mutation(({ ctx: { services, caller }, input }) =>
      rejectCase(services, { organization: caller.organization, by: caller.member, ...input }),
    ),
  postpone: procedure('case.decide')
    .input(one.extend({ until: civilDateSchema }))
    .mutation(async ({ ctx: { services, caller }, input }) => ({
      until: (await postponeCase(services, { organization: caller.organization, by: caller.member, ...input })).toISOString(),
    })),
  waive: procedure('case.decide')
    .input(one.extend({ item: waivable, reason: z.enum(waiveReasons) }))
    .mutation(({ ctx: { services, caller }, input }) =>
      waiveItem(services, { organization: caller.organization, by: caller.member, ...input }),
    ),
  retry: procedure('case.decide')
    .input(one)
    .mutation(async ({ ctx: { services, caller }, input }) => ({
      next: (await retryCase(services, { organization: caller.organization, by: caller.member, ...input })) ?? null,
    })),
  cancel: procedure('case.decide')
    .input(refusal)
    .mutation(({ ctx: { services, caller }, input }) =>
      cancelCase(services, { organization: caller.organization, by: caller.member, ...input }),
    ),
})
