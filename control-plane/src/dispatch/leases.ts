import type { EntityManager } from '@mikro-orm/sql'
import { canonicalJson } from '@rollcall/shared/canonical-json'
import { type Envelope, signEnvelope } from '@rollcall/shared/envelope/envelope'
import type { Signer } from '@rollcall/shared/envelope/keys'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import type { Id } from '@rollcall/shared/ids'
import type { Lease } from '@rollcall/shared/job'
import { type Auth, type Welcome, wireLimits } from '@rollcall/shared/wire/frames'
import type { Ports } from '../ports.ts'
import { JobRecord } from './job.entity.ts'

export function leaseEnd(at: Date): Date {
  return new Date(at.getTime() + wireLimits.leaseMs)
}

/**
 * Settles leases with an agent that has just come back. What is still leased to it goes on (whether it holds the job already or will
 * receive its frame now); what has passed on since must be dropped.
 */
export async function keepLeases(em: EntityManager, agent: Id<'agent'>, held: Auth['leases'], at: Date): Promise<Welcome['leases']> {
  const jobs = await em.find(JobRecord, { agent, state: 'leased' })
  for (const job of jobs) job.leaseUntil = leaseEnd(at)
  const fences = new Map(jobs.map((job) => [job.id, job.fence]))
  const isKept = ({ job, fence }: Auth['leases'][number]) => fences.get(job) === fence
  return { keep: held.filter(isKept).map(({ job }) => job), drop: held.filter((lease) => !isKept(lease)).map(({ job }) => job) }
}

/** Prolongs a lease and says so signed; undefined when the job has passed on. */
export async function renewLease(
  ports: Ports & { jobs: Signer },
  input: { agent: Id<'agent'>; job: Id<'job'>; fence: number },
): Promise<Envelope | undefined> {
  const at = ports.now()
  const isHeld = await ports.database.transact(async (em) => {
    const renewed = await em.nativeUpdate(
      JobRecord,
      { id: input.job, agent: input.agent, fence: input.fence, state: 'leased' },
      { leaseUntil: leaseEnd(at) },
    )
    return renewed === 1
  })
  if (!isHeld) return undefined
  const lease: Lease = {
    v: 1,
    ...input,
    leaseMs: wireLimits.leaseMs,
    iat: Math.floor(at.getTime() / 1000),
    nonce: Buffer.from(ports.random(16)).toString('hex'),
  }
  return signEnvelope(payloadTypes.lease, canonicalJson(lease), [ports.jobs])
}

/** Takes back jobs whose holder has been silent past the end of its lease, so that they are offered again under a higher fence. */
export async function reclaimLeases(em: EntityManager, at: Date): Promise<number> {
  const before = new Date(at.getTime() - wireLimits.leaseGraceMs)
  return em.nativeUpdate(JobRecord, { state: 'leased', leaseUntil: { $lt: before } }, { state: 'queued', leaseUntil: null, notBefore: at })
}
