import { canonicalJson } from '@rollcall/shared/canonical-json'
import { signEnvelope } from '@rollcall/shared/envelope/envelope'
import type { Signer } from '@rollcall/shared/envelope/keys'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import type { Trust } from '@rollcall/shared/trust'
import {
  type Auth,
  goawaySchema,
  helloSchema,
  subprotocol,
  type Welcome,
  welcomeFrameSchema,
  welcomeSchema,
} from '@rollcall/shared/wire/frames'
import type { Identity } from '../home/identity.ts'
import { openMessage } from '../intake/open-message.ts'
import type { Clock, Random } from '../ports.ts'
import { agentVersion } from '../version.ts'
import type { FrameChannel } from './frame-channel.ts'
import { LinkError } from './link-error.ts'
import { toGoawayError } from './to-goaway-error.ts'

/** What the agent says of itself at the start of a session. */
export type Introduction = Pick<Auth, 'policyDigest' | 'apps' | 'received' | 'sent' | 'leases'>

export interface HandshakeParts {
  readonly identity: Identity
  readonly trust: Trust
  readonly bound: Signer
  readonly bootId: string
  readonly clock: Clock
  readonly random: Random
}

/**
 * Mutual proof of identity: we sign the server's nonce with the bound key, the server signs ours with a key of the jobs role.
 * @throws LinkError
 */
export async function shakeHands(channel: FrameChannel, parts: HandshakeParts, introduction: Introduction): Promise<Welcome> {
  const hello = helloSchema.safeParse(await next(channel, parts))
  if (!hello.success || !hello.data.protocols.includes(subprotocol))
    throw new LinkError('protocol', 'The peer is not a Rollcall control plane.')
  const clientNonce = Buffer.from(parts.random(32)).toString('hex')
  const auth = toAuth(parts, introduction, { serverNonce: hello.data.serverNonce, clientNonce })
  await channel.send({ kind: 'auth', envelope: await signEnvelope(payloadTypes.auth, canonicalJson(auth), [parts.bound]) })
  const frame = welcomeFrameSchema.safeParse(await next(channel, parts))
  if (!frame.success) throw new LinkError('protocol', 'The control plane did not answer the proof of identity.')
  return believe(frame.data.envelope, parts, { clientNonce, introduction })
}

/** A goaway may come instead of any frame. */
async function next(channel: FrameChannel, { random }: HandshakeParts): Promise<unknown> {
  const frame = await channel.next()
  const goaway = goawaySchema.safeParse(frame)
  if (goaway.success) throw toGoawayError(goaway.data, random)
  return frame
}

function toAuth(
  { identity, bootId, clock }: HandshakeParts,
  introduction: Introduction,
  nonces: { serverNonce: string; clientNonce: string },
): Auth {
  const { agent, organization } = identity
  return { v: 1, agent, organization, ...nonces, bootId, agentVersion, ...introduction, clock: clock.now().toISOString() }
}

function believe(
  envelope: unknown,
  { identity, trust }: HandshakeParts,
  { clientNonce, introduction }: { clientNonce: string; introduction: Introduction },
): Welcome {
  const welcome = openMessage(envelope, { trust, payloadType: payloadTypes.welcome, schema: welcomeSchema })
  const isOurs = welcome?.clientNonce === clientNonce && welcome.agent === identity.agent
  if (welcome === undefined || !isOurs) throw new LinkError('forged', 'The welcome is not signed by this control plane for this session.')
  if (welcome.epoch !== identity.epoch)
    throw new LinkError('forged', `The control plane counts epoch ${welcome.epoch}, this agent ${identity.epoch}.`)
  if (welcome.sent < introduction.received)
    throw new LinkError(
      'rollback',
      'The control plane knows fewer messages than it has sent: it was restored from an old copy. Nothing is run.',
    )
  if (welcome.received > introduction.sent)
    throw new LinkError('outdated', 'This home directory is older than what the control plane has from it. Enrol again in a new one.')
  return welcome
}
