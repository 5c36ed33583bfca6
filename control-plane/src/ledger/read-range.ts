import type { EntityManager } from '@mikro-orm/sql'
import { ledgerTables } from './ledger-tables.ts'

export interface Leaf {
  readonly index: number
  readonly bytes: Uint8Array
}

export interface RangeRequest {
  readonly organization: string
  readonly from: number
  readonly to: number
}

/** Leaves `[from, to)` of an organization's log, in order. @throws RangeError when some are missing */
export async function readRange(em: EntityManager, { organization, from, to }: RangeRequest): Promise<readonly Leaf[]> {
  const rows = await ledgerTables(em)
    .selectFrom('ledger_entry')
    .select(['position', 'leaf'])
    .where('organization', '=', organization)
    .where('position', '>=', from)
    .where('position', '<', to)
    .orderBy('position')
    .execute()
  if (rows.length !== to - from) throw new RangeError(`the ledger holds ${rows.length} of the ${to - from} entries from ${from} to ${to}`)
  return rows.map(({ position, leaf }) => ({ index: position, bytes: leaf }))
}
