import type { EntityManager } from '@mikro-orm/sql'
import { canonicalJson } from '@rollcall/shared/canonical-json'
import { sha256Hex } from '@rollcall/shared/digest'
import { signEnvelope } from '@rollcall/shared/envelope/envelope'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { wireLimits } from '@rollcall/shared/wire/frames'
import { caseCauses } from '../cases/case-causes.ts'
import type { Agent } from '../fleet/agent.entity.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import type { DispatchMoment } from './dispatch-moment.ts'
import { InventoryPart } from './inventory-part.entity.ts'
import type { JobRecord } from './job.entity.ts'
import { JobOffer } from './job-offer.entity.ts'
import { leaseEnd } from './leases.ts'
import { makeJob } from './make-job.ts'
import { nextFence } from './next-fence.ts'
import { queueFrame } from './queue-frame.ts'

/** Leases a job to an agent under a new fencing token, and signs it for that agent alone. */
export async function offerJob(em: EntityManager, { job, agent }: { job: JobRecord; agent: Agent }, moment: DispatchMoment): Promise<void> {
  const { at, random, jobs } = moment
  job.fence = await nextFence(em, job.organization, job.app)
  job.attempt += 1
  job.state = 'leased'
  job.agent = agent.id
  job.leaseUntil = leaseEnd(at)
  job.startedAt ??= at
  agent.jobSequence += 1
  // What an attempt that broke off had listed is not part of this one.
  await em.nativeDelete(InventoryPart, { job: job.id })
  const payload = canonicalJson(await bindJob(em, { job, agent }, moment))
  const envelope = await signEnvelope(payloadTypes.job, payload, [jobs])
  const hash = sha256Hex(payload)
  em.create(JobOffer, { job: job.id, attempt: job.attempt, agent: agent.id, fence: job.fence, hash, envelope, offeredAt: at })
  queueFrame(em, agent, { frame: { kind: 'job', envelope, leaseMs: wireLimits.leaseMs }, at })
  await appendEntries(em, job.organization, [issued(job, agent, hash)], { at, random })
}

async function bindJob(em: EntityManager, { job, agent }: { job: JobRecord; agent: Agent }, { at, random }: DispatchMoment) {
  const connector = agent.apps.find(({ app }) => app === job.app)?.connector
  if (connector === undefined) throw new RangeError(`agent ${agent.id} does not serve ${job.app}`)
  const causes = job.case ? await caseCauses(em, job.case) : {}
  return makeJob(job, { agent: agent.id, sequence: agent.jobSequence, epoch: agent.epoch, connector, at, nonce: random(16), ...causes })
}

function issued(job: JobRecord, agent: Agent, jobHash: string) {
  const { id, app, attempt, fence } = job
  const about = { ...(job.case ? { case: job.case } : {}), ...(job.person ? { sub: job.person } : {}) }
  return { t: 'job.issued' as const, app, job: id, ...about, agent: agent.id, attempt, fence, jobHash }
}
