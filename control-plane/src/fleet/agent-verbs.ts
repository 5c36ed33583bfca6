import type { EntityManager } from '@mikro-orm/sql'
import type { Verb } from '@rollcall/shared/connector/verbs'
import type { Id } from '@rollcall/shared/ids'
import { rowsOf } from '../database/rows-of.ts'
import { Agent } from './agent.entity.ts'

/** What some agent of the organization can do, by app. No entry: no agent serves the app. Whether one is connected right now has no say in it. */
export async function agentVerbs(em: EntityManager, organization: Id<'organization'>): Promise<ReadonlyMap<string, ReadonlySet<Verb>>> {
  const agents = await rowsOf(em, Agent).select('apps').where('organization', '=', organization).where('status', '=', 'active').execute()
  const verbs = new Map<string, Set<Verb>>()
  for (const { app, verbs: able } of agents.flatMap(({ apps }) => apps)) verbs.set(app, new Set([...(verbs.get(app) ?? []), ...able]))
  return verbs
}
