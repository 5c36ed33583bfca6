import type { EntityManager } from '@mikro-orm/sql'
import { type Entry, parseEntry } from '@rollcall/shared/ledger/entry'
import { ledgerTables } from '../ledger/ledger-tables.ts'

export interface LoggedEntry {
  readonly index: number
  readonly leaf: Uint8Array
  readonly entry: Entry
}

/** Every entry of one case, in the order of the log. */
export async function caseEntries(
  em: EntityManager,
  { organization, case: caseId }: { organization: string; case: string },
): Promise<readonly LoggedEntry[]> {
  const rows = await ledgerTables(em)
    .selectFrom('ledger_entry')
    .select(['position', 'leaf'])
    .where('organization', '=', organization)
    .where('topic', '=', caseId)
    .orderBy('position')
    .execute()
  return rows.map(toLogged)
}

/** The entries that enrolled these agents, up to a size of the log. */
export async function enrolmentEntries(
  em: EntityManager,
  { organization, agents, before }: { organization: string; agents: readonly string[]; before: number },
): Promise<readonly LoggedEntry[]> {
  if (agents.length === 0) return []
  const rows = await ledgerTables(em)
    .selectFrom('ledger_entry')
    .select(['position', 'leaf'])
    .where('organization', '=', organization)
    .where('topic', 'in', agents)
    .where('position', '<', before)
    .orderBy('position')
    .execute()
  return rows.map(toLogged)
}

function toLogged({ position, leaf }: { position: number; leaf: Uint8Array }): LoggedEntry {
  return { index: position, leaf, entry: parseEntry(leaf) }
}
