import { openEnvelope } from '@rollcall/shared/envelope/envelope'
import { toVerifyingKey } from '@rollcall/shared/envelope/keys'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { type Auth, authFrameSchema, authSchema, wireLimits } from '@rollcall/shared/wire/frames'
import type { Database } from '../database/database.ts'
import { Agent } from './agent.entity.ts'

/** Thrown when whoever connected has not proved to be an agent that may connect; says no more than that. */
export class UnauthorizedAgentError extends Error {
  override readonly name = 'UnauthorizedAgentError'
}

/** Believes an `auth` frame only as far as the enrolled bound key has signed it, for this very connection (`serverNonce`). */
export async function openAuth(database: Database, frame: unknown, serverNonce: string): Promise<Auth> {
  const { envelope } = authFrameSchema.parse(frame)
  const claimed = authSchema.parse(JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')))
  const agent = await database.read((em) => em.findOne(Agent, { id: claimed.agent, organization: claimed.organization, status: 'active' }))
  if (agent === null) throw new UnauthorizedAgentError('no active agent by that name')
  const bytes = openEnvelope(envelope, {
    payloadType: payloadTypes.auth,
    keys: [toVerifyingKey(agent.boundKey)],
    maxBytes: wireLimits.preAuthBytes,
  })
  const auth = authSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
  if (auth.serverNonce !== serverNonce) throw new UnauthorizedAgentError('the proof was made for another connection')
  return auth
}
