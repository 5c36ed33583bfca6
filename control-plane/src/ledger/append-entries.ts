import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Entry } from '@rollcall/shared/ledger/entry'
import { leafHash } from '@rollcall/shared/log/merkle'
import { appendToTiles, type Edge, edgeTiles, type Tile } from '@rollcall/shared/log/tiles'
import type { Kysely } from 'kysely'
import { type EntryDraft, type EntryStamp, type StampedEntry, stampEntry } from './entry-draft.ts'
import { type LedgerTables, ledgerTables } from './ledger-tables.ts'
import { moveHead } from './move-head.ts'
import { readTiles } from './read-tiles.ts'

/** Sizes of the log before and after; the entries are `[from, to)`. */
export interface AppendedRange {
  readonly from: number
  readonly to: number
}

/**
 * Adds entries to the organization's log inside the caller's transaction, so that a fact and its entry are kept together or not at all.
 * The head's row is locked from here to the commit: appends of one organization wait for each other, and only for each other.
 */
// oxlint-disable-next-line max-params -- every command says it in this order: where, whose, what, when
export async function appendEntries(
  em: EntityManager,
  organization: Id<'organization'>,
  drafts: readonly EntryDraft[],
  stamp: EntryStamp,
): Promise<AppendedRange> {
  const entries = drafts.map((draft) => stampEntry(draft, stamp))
  const tables = ledgerTables(em)
  const to = await moveHead(tables, organization, entries.length)
  const from = to - entries.length
  if (entries.length === 0) return { from, to }
  const { tiles } = appendToTiles(
    from,
    await readEdge(tables, organization, from),
    entries.map(({ leaf }) => leafHash(leaf)),
  )
  await insertEntries(tables, { organization, from, entries })
  await writeTiles(tables, organization, tiles)
  await insertDisclosures(tables, { organization, from, entries })
  return { from, to }
}

async function readEdge(tables: Kysely<LedgerTables>, organization: string, size: number): Promise<Edge> {
  const refs = edgeTiles(size)
  const tiles = await readTiles(tables, organization, refs)
  const edge: Uint8Array[] = []
  for (const ref of refs) edge[ref.level] = tiles(ref)
  return Array.from(edge, (bytes) => bytes ?? new Uint8Array())
}

interface Appended {
  readonly organization: string
  readonly from: number
  readonly entries: readonly StampedEntry[]
}

/** SQLite takes at most 32,766 parameters in one statement. */
const rowsPerStatement = 500

async function insertEntries(tables: Kysely<LedgerTables>, { organization, from, entries }: Appended): Promise<void> {
  const rows = entries.map(({ entry, leaf }, at) => ({
    organization,
    position: from + at,
    type: entry.t,
    topic: topicOf(entry),
    leaf,
  }))
  for (const part of inParts(rows)) await tables.insertInto('ledger_entry').values(part).execute()
}

function topicOf(entry: Entry): string | null {
  if (entry.t === 'agent.enrolled') return entry.agent
  return 'case' in entry ? (entry.case ?? null) : null
}

async function insertDisclosures(tables: Kysely<LedgerTables>, { organization, from, entries }: Appended): Promise<void> {
  const rows = entries.flatMap(({ entry, disclosures }, at) =>
    disclosures.map(({ name, salt, value }) => ({
      organization,
      position: from + at,
      name,
      person: 'sub' in entry ? (entry.sub ?? null) : null,
      salt,
      value: JSON.stringify(value),
    })),
  )
  for (const part of inParts(rows)) await tables.insertInto('ledger_disclosure').values(part).execute()
}

async function writeTiles(tables: Kysely<LedgerTables>, organization: string, tiles: readonly Tile[]): Promise<void> {
  const rows = tiles.map(({ level, index, hashes }) => ({ organization, level, position: index, hashes }))
  for (const part of inParts(rows))
    await tables
      .insertInto('ledger_tile')
      .values(part)
      .onConflict((conflict) =>
        conflict.columns(['organization', 'level', 'position']).doUpdateSet((eb) => ({ hashes: eb.ref('excluded.hashes') })),
      )
      .execute()
}

function inParts<Row>(rows: readonly Row[]): readonly (readonly Row[])[] {
  return Array.from({ length: Math.ceil(rows.length / rowsPerStatement) }, (_, at) =>
    rows.slice(at * rowsPerStatement, (at + 1) * rowsPerStatement),
  )
}
