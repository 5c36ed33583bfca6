import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { appendEntries } from '../ledger/append-entries.ts'
import type { Moment } from './case-ports.ts'

/**
 * Takes the organization's place in line before any other row is locked. Receipts append to the ledger first and then lock the person they are
 * about; whoever locked a person first and appended later would wait for them while they wait for it. It also lets only one planner count at a time.
 */
export async function lockLedger(
  em: EntityManager,
  organization: Id<'organization'>,
  { at, random }: Pick<Moment, 'at' | 'random'>,
): Promise<void> {
  await appendEntries(em, organization, [], { at, random })
}
