import type { EntityManager } from '@mikro-orm/sql'
import type { Verb } from '@rollcall/shared/connector/verbs'
import type { Id } from '@rollcall/shared/ids'
import { Agent } from '../fleet/agent.entity.ts'
import { JobRecord } from './job.entity.ts'

/**
 * Jobs that an agent holds of one app at most. It runs them one after the other, so more would only wait there: past their quarter of an hour,
 * with leases to prolong, and in an introduction that must stay below 16 KiB.
 */
const mostInHand = 4

/** Agents of one organization that can be given jobs now, and how many more each takes. */
export class ServingAgents {
  readonly #agents: readonly Agent[]
  readonly #inHand: Map<string, number>

  private constructor(agents: readonly Agent[], inHand: Map<string, number>) {
    this.#agents = agents
    this.#inHand = inHand
  }

  static async find(em: EntityManager, where: { organization: Id<'organization'>; ids: readonly Id<'agent'>[] }): Promise<ServingAgents> {
    const { organization, ids } = where
    const agents = await em.find(Agent, { organization, id: { $in: [...ids] }, status: 'active' })
    const leased = await em.find(
      JobRecord,
      { organization, state: 'leased', agent: { $in: agents.map(({ id }) => id) } },
      { fields: ['agent', 'app'], disableIdentityMap: true },
    )
    const inHand = new Map<string, number>()
    for (const { agent, app } of leased) inHand.set(`${agent} ${app}`, (inHand.get(`${agent} ${app}`) ?? 0) + 1)
    return new ServingAgents(agents, inHand)
  }

  /** How many more jobs the agents take, per app. */
  capacity(): ReadonlyMap<string, number> {
    const capacity = new Map<string, number>()
    for (const agent of this.#agents) for (const { app } of agent.apps) capacity.set(app, (capacity.get(app) ?? 0) + this.#room(agent, app))
    return capacity
  }

  /** The agent with most room that can do all these verbs in that app, counted as its holder from now on; undefined when there is none. */
  take(app: string, verbs: readonly Verb[]): Agent | undefined {
    const able = this.#agents.filter((agent) => canDo(agent, app, verbs) && this.#room(agent, app) > 0)
    const [agent] = able.sort((a, b) => this.#room(b, app) - this.#room(a, app))
    if (agent !== undefined) this.#inHand.set(`${agent.id} ${app}`, mostInHand - this.#room(agent, app) + 1)
    return agent
  }

  /** Whether any of them could, had it room. */
  isAble(app: string, verbs: readonly Verb[]): boolean {
    return this.#agents.some((agent) => canDo(agent, app, verbs))
  }

  #room(agent: Agent, app: string): number {
    return Math.max(0, mostInHand - (this.#inHand.get(`${agent.id} ${app}`) ?? 0))
  }
}

function canDo(agent: Agent, app: string, verbs: readonly Verb[]): boolean {
  const served = agent.apps.find((candidate) => candidate.app === app)
  return served !== undefined && verbs.every((verb) => served.verbs.includes(verb))
}
