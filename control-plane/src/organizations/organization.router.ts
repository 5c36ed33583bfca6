import { idSchema } from '@rollcall/shared/id-schema'
import { z } from 'zod'
import { procedure, router } from '../http/trpc.ts'
import { createMember } from './create-organization.ts'
import { linkMember } from './link-member.ts'
import { listMembers } from './list-members.ts'
import { Organization } from './organization.entity.ts'
import { removeMember } from './remove-member.ts'
import { roles } from './roles.ts'

export const organizationRouter = router({
  get: procedure('organization.read').query(async ({ ctx: { services, caller } }) => {
    const { id, name, logOrigin } = await services.database.read((em) => em.findOneOrFail(Organization, { id: caller.organization }))
    return { id, name, logOrigin, caller: { name: caller.name, role: caller.role }, rootFingerprint: services.trust.fingerprint }
  }),
  /** The token is shown once. */
  createMember: procedure('member.create')
    .input(z.strictObject({ name: z.string().min(1).max(128), role: z.enum(roles) }))
    .mutation(({ ctx: { services, caller }, input }) =>
      createMember(services, { organization: caller.organization, by: caller.member, ...input }),
    ),
  members: procedure('member.read').query(({ ctx: { services, caller } }) => listMembers(services.database, caller.organization)),
  removeMember: procedure('member.remove')
    .input(z.strictObject({ member: idSchema('member') }))
    .mutation(({ ctx: { services, caller }, input }) =>
      removeMember(services, { organization: caller.organization, by: caller.member, ...input }),
    ),
  linkMember: procedure('member.link')
    .input(z.strictObject({ member: idSchema('member'), personKey: z.string().min(1).max(128).nullable() }))
    .mutation(({ ctx: { services, caller }, input }) =>
      linkMember(services, { organization: caller.organization, by: caller.member, ...input }),
    ),
})
