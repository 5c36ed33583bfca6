import type { EntityManager, QBFilterQuery } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Agent } from '../fleet/agent.entity.ts'
import { JobRecord } from './job.entity.ts'
import { reclaimBefore } from './leases.ts'

/** Organizations where there is something to reclaim, to cancel, or to offer to one of these agents. A read without any lock. */
export async function findDispatchWork(em: EntityManager, agents: readonly Agent[], at: Date): Promise<readonly Id<'organization'>[]> {
  const rows = await em
    .createQueryBuilder(JobRecord)
    .select(['organization'], true)
    .where({ $or: [...lapsedOrCancelled(at), ...queuedFor(agents, at)] })
    .execute<{ organization: Id<'organization'> }[]>('all')
  return rows.map(({ organization }) => organization).sort((a, b) => (a < b ? -1 : 1))
}

function lapsedOrCancelled(at: Date): QBFilterQuery<JobRecord>[] {
  return [
    { state: 'leased', leaseUntil: { $lt: reclaimBefore(at) } },
    { state: 'leased', cancellation: 'requested' },
  ]
}

function queuedFor(agents: readonly Agent[], at: Date): QBFilterQuery<JobRecord>[] {
  return agents.map(({ organization, apps }) => ({
    state: 'queued' as const,
    notBefore: { $lte: at },
    organization,
    app: { $in: apps.map(({ app }) => app) },
  }))
}
