import type { Id } from '@rollcall/shared/ids'
import type { Database } from '../database/database.ts'
import { Agent } from './agent.entity.ts'

export interface AgentView {
  readonly id: Id<'agent'>
  readonly name: string
  readonly status: 'active' | 'revoked'
  readonly agentVersion: string
  readonly apps: readonly string[]
  readonly policyDigest: string | null
  readonly lastSeenAt: Date | null
}

export async function listAgents(database: Database, organization: Id<'organization'>): Promise<readonly AgentView[]> {
  const agents = await database.read((em) => em.find(Agent, { organization }, { orderBy: { name: 'asc' } }))
  return agents.map(({ id, name, status, agentVersion, apps, policyDigest, lastSeenAt }) => ({
    id,
    name,
    status,
    agentVersion,
    apps: apps.map(({ app }) => app),
    policyDigest: policyDigest ?? null,
    lastSeenAt: lastSeenAt ?? null,
  }))
}
