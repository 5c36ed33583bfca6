import { LockMode } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'
import type { AgentFrame } from '@rollcall/shared/wire/frames'
import { Agent } from '../fleet/agent.entity.ts'
import type { Ports } from '../ports.ts'
import { acceptReceipt } from './accept-receipt.ts'
import { storeInventoryPart } from './inventory-parts.ts'

/** Takes one numbered frame from an agent: the fact, its ledger entries and "received up to here" are one transaction, so a resend changes nothing. */
export async function receiveFrame(ports: Ports, agentId: Id<'agent'>, frame: AgentFrame): Promise<void> {
  const at = ports.now()
  await ports.database.transact(async (em) => {
    const agent = await em.findOneOrFail(Agent, { id: agentId, status: 'active' }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    if (frame.sequence !== agent.received + 1) return
    agent.received = frame.sequence
    agent.lastSeenAt = at
    if (frame.kind === 'inventory') await storeInventoryPart(em, agent, frame)
    else await acceptReceipt(em, ports, { agent, frame, at })
  })
  ports.wakeUps.notify('dispatch')
  ports.wakeUps.notify('planning')
}
