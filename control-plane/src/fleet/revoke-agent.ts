import type { Id } from '@rollcall/shared/ids'
import { appendEntries } from '../ledger/append-entries.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import type { Ports } from '../ports.ts'
import { Agent } from './agent.entity.ts'

/** Shuts an agent out for good. The caller then ends its live session; every later handshake looks at this row. False when there is no such agent. */
export async function revokeAgent(
  ports: Ports,
  input: { organization: Id<'organization'>; agent: Id<'agent'>; member: Id<'member'> },
): Promise<boolean> {
  const at = ports.now()
  return ports.database.transact(async (em) => {
    await lockLedger(em, input.organization)
    const agent = await em.findOne(Agent, { id: input.agent, organization: input.organization, status: 'active' })
    if (agent === null) return false
    agent.status = 'revoked'
    await appendEntries(
      em,
      input.organization,
      [{ t: 'operator.action', member: input.member, action: 'agent.revoked', agent: input.agent }],
      { at, random: ports.random },
    )
    return true
  })
}
