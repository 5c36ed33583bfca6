import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { ledgerTables } from './ledger-tables.ts'
import { moveHead } from './move-head.ts'

/**
 * The one lock of an organization, held until the commit. Every command that changes rows which others change too takes it before it reads any
 * of them: then what it reads stays so, counters never clash, and no two commands wait for each other in a circle. Since each appends to the
 * ledger in the end anyway, nothing is lost by waiting at its beginning. Commands on several organizations take them one transaction at a time,
 * or in the order of their ids. Only statements on a single row (prolonging a lease, forgetting acknowledged frames) go without.
 */
export async function lockLedger(em: EntityManager, organization: Id<'organization'>): Promise<void> {
  await moveHead(ledgerTables(em), organization, 0)
}
