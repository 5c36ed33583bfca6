import type { Signer } from '@rollcall/shared/envelope/keys'
import type { Id } from '@rollcall/shared/ids'
import { runLoop } from '../database/loop.ts'
import { Agent } from '../fleet/agent.entity.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import type { Ports } from '../ports.ts'
import { expireJobs } from './expire-jobs.ts'
import { findDispatchWork } from './find-dispatch-work.ts'
import { reclaimLeases } from './leases.ts'
import { offerJobs } from './offer-jobs.ts'
import { sendCancels } from './send-cancels.ts'

export interface DispatchPorts extends Ports {
  readonly jobs: Signer
  /** Agents whose session this process holds. */
  connectedAgents(): readonly Id<'agent'>[]
  /** Ends the session of an agent that another process, or another moment, has revoked. */
  dismiss(agent: Id<'agent'>): void
}

/** Gives queued jobs to connected agents, each under a lease and a new fencing token, signed; takes back what is lost or no longer wanted. */
export class JobDispatcher {
  readonly #ports: DispatchPorts

  constructor(ports: DispatchPorts) {
    this.#ports = ports
  }

  start(signal: AbortSignal): Promise<void> {
    const { wakeUps, log, now } = this.#ports
    return runLoop({ name: 'dispatch', topic: 'dispatch', everyMs: 1_000, wakeUps, log, now, tick: (at) => this.tick(at) }, signal)
  }

  /** Does what can be done now, one transaction per organization; true when there may be more. */
  async tick(at: Date): Promise<boolean> {
    const connected = this.#ports.connectedAgents()
    const organizations = await this.#ports.database.read(async (em) => {
      const agents = await em.find(Agent, { id: { $in: [...connected] }, status: 'active' })
      this.#dismissOthers(connected, agents)
      return findDispatchWork(em, agents, at)
    })
    let isMore = false
    for (const organization of organizations) if (await this.#serve(organization, at)) isMore = true
    return isMore
  }

  async #serve(organization: Id<'organization'>, at: Date): Promise<boolean> {
    const { database, random, jobs, wakeUps, connectedAgents } = this.#ports
    const { told, offered } = await database.transact(async (em) => {
      await lockLedger(em, organization)
      const moment = { at, random, jobs }
      await expireJobs(em, organization, moment)
      await reclaimLeases(em, organization, at)
      return {
        told: await sendCancels(em, organization, moment),
        offered: await offerJobs(em, { organization, connected: connectedAgents() }, moment),
      }
    })
    for (const agent of new Set([...told, ...offered.agents])) wakeUps.notify('frames', agent)
    return offered.isMore
  }

  #dismissOthers(connected: readonly Id<'agent'>[], active: readonly Agent[]): void {
    for (const id of connected) if (!active.some((agent) => agent.id === id)) this.#ports.dismiss(id)
  }
}
