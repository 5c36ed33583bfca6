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

/** A lease that ended before this instant counts no more, even by a clock that is a little behind. */
export function reclaimBefore(at: Date): Date {
  return new Date(at.getTime() - wireLimits.leaseGraceMs)
}

/**
 * Settles leases with an agent that has just come back. What is still leased to it goes on (whether it holds the job already or will
 * receive its frame now); what has passed on since must be dropped.
 */
export async function keepLeases(
  em: EntityManager,
  { agent, leases, at }: { agent: Id<'agent'>; leases: Auth['leases']; at: Date },
): Promise<Welcome['leases']> {
  const jobs = await em.find(JobRecord, { agent, state: 'leased' })
  for (const job of jobs) job.leaseUntil = leaseEnd(at)
  const fences = new Map(jobs.map((job) => [job.id, job.fence]))
  const isKept = ({ job, fence }: Auth['leases'][number]) => fences.get(job) === fence
  return { keep: leases.filter(isKept).map(({ job }) => job), drop: leases.filter((lease) => !isKept(lease)).map(({ job }) => job) }
}

/** Prolongs a lease and says so signed; undefined when the job has passed on. */
export async function renewLease(
  ports: Ports & { jobs: Signer },
  input: { agent: Id<'agent'>; job: Id<'job'>; fence: number },
): Promise<Envelope | undefined> {
  const at = ports.now()
  const where = { id: input.job, agent: input.agent, fence: input.fence, state: 'leased' as const }
  const renewed = await ports.database.transact((em) => em.nativeUpdate(JobRecord, where, { leaseUntil: leaseEnd(at) }))
  if (renewed === 0) return undefined
  const lease: Lease = {
    v: 1,
    ...input,
    leaseMs: wireLimits.leaseMs,
    iat: Math.floor(at.getTime() / 1000),
    nonce: Buffer.from(ports.random(16)).toString('hex'),
  }
  return signEnvelope(payloadTypes.lease, canonicalJson(lease), [ports.jobs])
}

/**
 * Takes back jobs whose holder has been silent past the end of its lease, so that they are offered again under a higher fence; those whose case
 * has ended meanwhile are not.
 */
export async function reclaimLeases(em: EntityManager, organization: Id<'organization'>, at: Date): Promise<void> {
  const lapsed = { organization, state: 'leased' as const, leaseUntil: { $lt: reclaimBefore(at) } }
  await em.nativeUpdate(JobRecord, { ...lapsed, cancellation: { $ne: null } }, { state: 'revoked', leaseUntil: null, finishedAt: at })
  await em.nativeUpdate(JobRecord, lapsed, { state: 'queued', leaseUntil: null, notBefore: at })
}
