import { idSchema } from '@rollcall/shared/id-schema'
import { TRPCError } from '@trpc/server'
import { z } from 'zod'
import { procedure, router } from '../http/trpc.ts'
import { createEnrolmentToken } from './create-enrolment-token.ts'
import { listAgents } from './list-agents.ts'
import { revokeAgent } from './revoke-agent.ts'

export const agentRouter = router({
  /** The token is shown once, works once, and for an hour. */
  createToken: procedure('agent.enrol').mutation(({ ctx: { services, caller } }) =>
    createEnrolmentToken(services, {
      organization: caller.organization,
      member: caller.member,
      url: services.publicUrl,
      rootFingerprint: services.trust.fingerprint,
    }),
  ),
  list: procedure('agent.read').query(async ({ ctx: { services, caller } }) => {
    const connected = new Set(services.sockets.connectedAgents())
    return (await listAgents(services.database, caller.organization)).map((agent) => ({ ...agent, isConnected: connected.has(agent.id) }))
  }),
  revoke: procedure('agent.revoke')
    .input(z.strictObject({ agent: idSchema('agent') }))
    .mutation(async ({ ctx: { services, caller }, input }) => {
      const isRevoked = await revokeAgent(services, { organization: caller.organization, member: caller.member, agent: input.agent })
      if (!isRevoked) throw new TRPCError({ code: 'NOT_FOUND', message: 'there is no active agent with this id' })
      services.sockets.revoke(input.agent)
    }),
})
