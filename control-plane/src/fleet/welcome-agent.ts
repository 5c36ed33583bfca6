import { canonicalJson } from '@rollcall/shared/canonical-json'
import { type Envelope, signEnvelope } from '@rollcall/shared/envelope/envelope'
import type { Signer } from '@rollcall/shared/envelope/keys'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { toId } from '@rollcall/shared/ids'
import type { Auth, Welcome } from '@rollcall/shared/wire/frames'
import { keepLeases } from '../dispatch/leases.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import type { Ports } from '../ports.ts'
import { Agent } from './agent.entity.ts'
import { UnauthorizedAgentError } from './open-auth.ts'
import { acknowledgeFrames } from './outgoing-frames.ts'

/** Records what the agent said of itself, settles which leases it still holds, and answers with the signed welcome. */
export async function welcomeAgent(ports: Ports & { jobs: Signer }, auth: Auth): Promise<{ envelope: Envelope; received: number }> {
  const at = ports.now()
  const welcome = await ports.database.transact(async (em): Promise<Welcome> => {
    await lockLedger(em, auth.organization)
    const agent = await em.findOne(Agent, { id: auth.agent, organization: auth.organization, status: 'active' })
    if (agent === null) throw new UnauthorizedAgentError('revoked a moment ago')
    agent.apps = auth.apps
    agent.agentVersion = auth.agentVersion
    agent.policyDigest = auth.policyDigest
    agent.lastSeenAt = at
    await acknowledgeFrames(em, agent.id, auth.received)
    const leases = await keepLeases(em, { agent: agent.id, leases: auth.leases, at })
    return {
      v: 1,
      agent: agent.id,
      session: toId('session', ports.random(16)),
      clientNonce: auth.clientNonce,
      epoch: agent.epoch,
      received: agent.received,
      sent: agent.sent,
      leases,
      clock: at.toISOString(),
    }
  })
  return { envelope: await signEnvelope(payloadTypes.welcome, canonicalJson(welcome), [ports.jobs]), received: welcome.received }
}
