import type { Id } from '@rollcall/shared/ids'
import type { Database } from '../database/database.ts'
import { AccountRecord } from './account.entity.ts'

export interface AppSummary {
  readonly app: string
  readonly accounts: number
  readonly linked: number
  readonly orphans: number
}

/** How many accounts each app has, and how many of them nobody is linked to. */
export async function summarizeApps(database: Database, organization: Id<'organization'>): Promise<readonly AppSummary[]> {
  const accounts = await database.read((em) => em.find(AccountRecord, { organization, present: true }, { fields: ['app', 'person'] }))
  return [...Map.groupBy(accounts, ({ app }) => app)]
    .map(([app, of]) => ({
      app,
      accounts: of.length,
      linked: of.filter(({ person }) => person !== null).length,
      orphans: of.filter(({ person }) => person === null).length,
    }))
    .sort((a, b) => a.app.localeCompare(b.app))
}
