import { z } from 'zod'
import { procedure, router } from '../http/trpc.ts'
import type { Caller } from '../organizations/authenticate.ts'
import { activatePolicy } from './activate-policy.ts'
import { approvePolicy } from './approve-policy.ts'
import { diffVersions } from './diff-versions.ts'
import { saveDraft } from './draft-policy.ts'
import { editPolicy } from './edit-policy.ts'
import { listVersions } from './list-versions.ts'
import { policyJsonSchema } from './policy-json-schema.ts'
import { savePolicy } from './save-policy.ts'
import { showVersion } from './show-version.ts'

const number = z.int().min(1).max(1_000_000_000)
const document = z.strictObject({ document: z.string().max(300_000) })
const version = z.strictObject({ version: number })
const path = z
  .array(z.union([z.string().max(321), z.int().min(0)]))
  .min(1)
  .max(16)
const edit = z.union([z.strictObject({ path, value: z.json() }), z.strictObject({ path, remove: z.literal(true) })])

export const policyRouter = router({
  save: procedure('policy.save')
    .input(document)
    .mutation(({ ctx: { services, caller }, input }) => savePolicy(services, { ...author(caller), ...input })),
  draft: procedure('policy.draft')
    .input(document)
    .mutation(({ ctx: { services, caller }, input }) => saveDraft(services, { ...author(caller), ...input })),
  edit: procedure('policy.draft')
    .input(z.strictObject({ base: z.string().max(64), edits: z.array(edit).min(1).max(200) }))
    .mutation(({ ctx: { services, caller }, input }) => editPolicy(services, { ...author(caller), ...input })),
  approve: procedure('policy.approve')
    .input(version)
    .mutation(({ ctx: { services, caller }, input }) => approvePolicy(services, { ...author(caller), ...input })),
  activate: procedure('policy.activate')
    .input(version)
    .mutation(({ ctx: { services, caller }, input }) => activatePolicy(services, { ...author(caller), ...input })),
  active: procedure('policy.read').query(({ ctx: { services, caller } }) => showVersion(services, caller)),
  list: procedure('policy.read').query(({ ctx: { services, caller } }) => listVersions(services, caller.organization)),
  get: procedure('policy.read')
    .input(version)
    .query(({ ctx: { services, caller }, input }) => showVersion(services, { organization: caller.organization, ...input })),
  diff: procedure('policy.read')
    .input(z.strictObject({ from: number, to: number }))
    .query(({ ctx: { services, caller }, input }) => diffVersions(services, { organization: caller.organization, ...input })),
  schema: procedure('policy.read').query(() => policyJsonSchema()),
})

function author({ organization, member }: Caller): Pick<Caller, 'organization' | 'member'> {
  return { organization, member }
}
