import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Database } from '../database/database.ts'
import { JobRecord } from '../dispatch/job.entity.ts'
import { AccountRecord } from './account.entity.ts'

export interface AppSummary {
  readonly app: string
  readonly accounts: number
  readonly linked: number
  readonly orphans: number
  /** The last listing lacked so many accounts that none was taken for gone. */
  readonly isPartial: boolean
  /** When the last listing ended well; null before the first. */
  readonly listedAt: string | null
}

/** How many accounts each app has, and how many of them nobody is linked to. */
export async function summarizeApps(database: Database, organization: Id<'organization'>): Promise<readonly AppSummary[]> {
  const { accounts, listings } = await database.read(async (em) => ({
    accounts: await em.find(AccountRecord, { organization, present: true }, { fields: ['app', 'person'] }),
    listings: await lastListings(em, organization),
  }))
  return [...Map.groupBy(accounts, ({ app }) => app)]
    .map(([app, of]) => ({
      app,
      accounts: of.length,
      linked: of.filter(({ person }) => person !== null).length,
      orphans: of.filter(({ person }) => person === null).length,
      isPartial: listings.get(app)?.isPartial === true,
      listedAt: listings.get(app)?.listedAt ?? null,
    }))
    .sort((a, b) => a.app.localeCompare(b.app))
}

interface LastListing {
  readonly isPartial: boolean
  readonly listedAt: string | null
}

async function lastListings(em: EntityManager, organization: Id<'organization'>): Promise<ReadonlyMap<string, LastListing>> {
  const where = { organization, event: 'inventory' as const, finishedAt: { $ne: null } }
  const ended = await em.find(JobRecord, where, { fields: ['app', 'state', 'failure', 'finishedAt'], orderBy: { createdAt: 'asc' } })
  return new Map([...Map.groupBy(ended, ({ app }) => app)].map(([app, of]) => [app, summarize(of)]))
}

function summarize(ended: readonly Pick<JobRecord, 'state' | 'failure' | 'finishedAt'>[]): LastListing {
  const good = ended.findLast(({ state }) => state === 'done')
  return { isPartial: ended.at(-1)?.failure === 'partial', listedAt: good?.finishedAt?.toISOString() ?? null }
}
