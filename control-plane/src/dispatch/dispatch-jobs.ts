import { LockMode } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import { canonicalJson } from '@rollcall/shared/canonical-json'
import { sha256Hex } from '@rollcall/shared/digest'
import { signEnvelope } from '@rollcall/shared/envelope/envelope'
import type { Signer } from '@rollcall/shared/envelope/keys'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import type { Id } from '@rollcall/shared/ids'
import { wireLimits } from '@rollcall/shared/wire/frames'
import { caseCauses } from '../cases/case-causes.ts'
import { runLoop } from '../database/loop.ts'
import { Agent } from '../fleet/agent.entity.ts'
import { OutgoingFrame } from '../fleet/outgoing-frame.entity.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import type { Ports } from '../ports.ts'
import { JobRecord } from './job.entity.ts'
import { leaseEnd, reclaimLeases } from './leases.ts'
import { makeJob } from './make-job.ts'
import { nextFence } from './next-fence.ts'

const batch = 50

export interface DispatchPorts extends Ports {
  readonly jobs: Signer
  /** Agents whose session this process holds. */
  connectedAgents(): readonly Id<'agent'>[]
}

/** Gives queued jobs to connected agents, each under a lease and a new fencing token, signed. */
export class JobDispatcher {
  readonly #ports: DispatchPorts

  constructor(ports: DispatchPorts) {
    this.#ports = ports
  }

  start(signal: AbortSignal): Promise<void> {
    const { wakeUps, log, now } = this.#ports
    return runLoop({ name: 'dispatch', topic: 'dispatch', everyMs: 1_000, wakeUps, log, now, tick: (at) => this.tick(at) }, signal)
  }

  /** Offers what can be offered now; true when there was more than one batch. */
  async tick(at: Date): Promise<boolean> {
    const agents = this.#ports.connectedAgents()
    const offered = await this.#ports.database.transact(async (em) => {
      await reclaimLeases(em, at)
      return agents.length === 0 ? [] : offerJobs(em, this.#ports, agents, at)
    })
    for (const agent of new Set(offered)) this.#ports.wakeUps.notify('frames', agent)
    return offered.length === batch
  }
}

async function offerJobs(
  em: EntityManager,
  ports: DispatchPorts,
  connected: readonly Id<'agent'>[],
  at: Date,
): Promise<readonly Id<'agent'>[]> {
  const agents = await em.find(Agent, { id: { $in: [...connected] }, status: 'active' }, { lockMode: LockMode.PESSIMISTIC_WRITE })
  const organizations = [...new Set(agents.map(({ organization }) => organization))]
  const jobs = await em.find(
    JobRecord,
    { state: 'queued', notBefore: { $lte: at }, organization: { $in: organizations } },
    { orderBy: { createdAt: 'asc' }, limit: batch, lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE },
  )
  const offered: Id<'agent'>[] = []
  for (const job of jobs) {
    const agent = agents.find((candidate) => serves(candidate, job))
    if (agent === undefined) continue
    await offerJob(em, ports, { job, agent, at })
    offered.push(agent.id)
  }
  return offered
}

function serves(agent: Agent, job: JobRecord): boolean {
  const app = agent.apps.find((candidate) => candidate.app === job.app)
  return agent.organization === job.organization && app !== undefined && job.steps.every(({ verb }) => app.verbs.includes(verb))
}

async function offerJob(
  em: EntityManager,
  ports: DispatchPorts,
  { job, agent, at }: { job: JobRecord; agent: Agent; at: Date },
): Promise<void> {
  const connector = agent.apps.find(({ app }) => app === job.app)?.connector
  if (connector === undefined) return
  job.fence = await nextFence(em, job.organization, job.app)
  job.attempt += 1
  job.state = 'leased'
  job.agent = agent.id
  job.leaseUntil = leaseEnd(at)
  job.startedAt ??= at
  agent.jobSequence += 1
  agent.sent += 1
  const causes = job.case ? await caseCauses(em, job.case) : {}
  const payload = canonicalJson(
    makeJob(job, { agent: agent.id, sequence: agent.jobSequence, epoch: agent.epoch, connector, at, nonce: ports.random(16), ...causes }),
  )
  job.envelope = await signEnvelope(payloadTypes.job, payload, [ports.jobs])
  em.create(OutgoingFrame, {
    agent: agent.id,
    sequence: agent.sent,
    frame: { kind: 'job', sequence: agent.sent, envelope: job.envelope, leaseMs: wireLimits.leaseMs },
    createdAt: at,
  })
  const subject = { app: job.app, job: job.id, ...(job.case ? { case: job.case } : {}), ...(job.person ? { sub: job.person } : {}) }
  await appendEntries(
    em,
    job.organization,
    [{ t: 'job.issued', ...subject, agent: agent.id, attempt: job.attempt, fence: job.fence, jobHash: sha256Hex(payload) }],
    {
      at,
      random: ports.random,
    },
  )
}
