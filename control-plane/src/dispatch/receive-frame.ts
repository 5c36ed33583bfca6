import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { AgentFrame } from '@rollcall/shared/wire/frames'
import { Agent } from '../fleet/agent.entity.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import type { Ports } from '../ports.ts'
import { acceptReceipt } from './accept-receipt.ts'
import { storeInventoryPart } from './inventory-parts.ts'

/** Takes one numbered frame from an agent: the fact, its ledger entries and "received up to here" are one transaction, so a resend changes nothing. */
export async function receiveFrame(ports: Ports, agentId: Id<'agent'>, frame: AgentFrame): Promise<void> {
  const at = ports.now()
  await ports.database.transact(async (em) => {
    const agent = await lockAgent(em, agentId)
    if (frame.sequence <= agent.received) return
    if (frame.sequence > agent.received + 1)
      throw new RangeError(
        `frame ${frame.sequence} of ${agentId} comes after frame ${agent.received}: the database is older than the session`,
      )
    agent.received = frame.sequence
    agent.lastSeenAt = at
    if (frame.kind === 'inventory') await storeInventoryPart(em, agent, frame)
    else await acceptReceipt(em, ports, { agent, frame, at })
  })
  ports.wakeUps.notify('dispatch')
  ports.wakeUps.notify('planning')
}

/** The agent as it is once its organization's ledger is held. An agent never changes its organization. */
async function lockAgent(em: EntityManager, id: Id<'agent'>): Promise<Agent> {
  const { organization } = await em.findOneOrFail(Agent, { id }, { fields: ['organization'], disableIdentityMap: true })
  await lockLedger(em, organization)
  return em.findOneOrFail(Agent, { id, status: 'active' })
}
