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
}

/** How many accounts each app has, and how many of them nobody is linked to. */
export async function summarizeApps(database: Database, organization: Id<'organization'>): Promise<readonly AppSummary[]> {
  const { accounts, partial } = await database.read(async (em) => ({
    accounts: await em.find(AccountRecord, { organization, present: true }, { fields: ['app', 'person'] }),
    partial: await partialListings(em, organization),
  }))
  return [...Map.groupBy(accounts, ({ app }) => app)]
    .map(([app, of]) => ({
      app,
      accounts: of.length,
      linked: of.filter(({ person }) => person !== null).length,
      orphans: of.filter(({ person }) => person === null).length,
      isPartial: partial.has(app),
    }))
    .sort((a, b) => a.app.localeCompare(b.app))
}

async function partialListings(em: EntityManager, organization: Id<'organization'>): Promise<ReadonlySet<string>> {
  const where = { organization, event: 'inventory' as const, finishedAt: { $ne: null } }
  const ended = await em.find(JobRecord, where, { fields: ['app', 'failure'], orderBy: { createdAt: 'asc' } })
  const last = new Map(ended.map(({ app, failure }) => [app, failure]))
  return new Set([...last].filter(([, failure]) => failure === 'partial').map(([app]) => app))
}
