import type { EntityManager } from '@mikro-orm/sql'
import { type Id, toId } from '@rollcall/shared/ids'
import { appendEntries } from '../ledger/append-entries.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { defaultCalendar } from './calendar.ts'
import { checkCompleteness } from './check-completeness.ts'
import { diffRoster, type KnownPerson } from './diff-roster.ts'
import type { FallReason } from './fall-reasons.ts'
import type { ParsedRoster } from './parse-roster.ts'
import { Snapshot } from './snapshot.entity.ts'
import { Source } from './source.entity.ts'
import { storePeople } from './store-people.ts'

export interface ReceivedSnapshot {
  readonly organization: Id<'organization'>
  readonly source: Id<'source'>
  readonly member: Id<'member'>
  readonly parsed: ParsedRoster
  /** How its dates were read: what the source's later files are read by, once this one counts. */
  readonly dateFormat: string
  readonly expectedRows: number | undefined
  /** Why an operator says that a fall in people or values is right. */
  readonly acceptFall: FallReason | undefined
  readonly at: Date
  readonly random: (bytes: number) => Uint8Array
}

/** `removed` are people whom the file no longer has: marked missing, nothing more. */
export interface RosterChanges {
  readonly added: number
  readonly changed: number
  readonly reappeared: number
  readonly removed: number
  readonly unchanged: number
}

export type SnapshotOutcome =
  | { readonly kind: 'accepted'; readonly snapshot: Id<'snapshot'>; readonly baseline: boolean; readonly changes: RosterChanges }
  | { readonly kind: 'partial'; readonly snapshot: Id<'snapshot'>; readonly reasons: readonly string[] }

/** Judges a readable snapshot against the last accepted one, and stores it with what it changes. */
export async function storeSnapshot(em: EntityManager, received: ReceivedSnapshot): Promise<SnapshotOutcome> {
  const { organization, source, parsed, dateFormat, expectedRows, at, random } = received
  // Two uploads at once would both compare with the same predecessor.
  await lockLedger(em, organization)
  const last = await em.findOne(Snapshot, { source, status: 'accepted' }, { orderBy: { position: 'desc' } })
  const known = await findKnownPeople(em, source)
  const diff = diffRoster(known, parsed.people)
  const reasons = checkCompleteness({
    rows: parsed.rows,
    expectedRows,
    filled: parsed.filledColumns,
    last,
    present: known.filter(({ presence }) => presence === 'present').length,
    vanished: diff.vanished.length,
    isFallAccepted: received.acceptFall !== undefined,
  })
  const baseline = last === null && reasons.length === 0
  const snapshot = await insertSnapshot(em, received, { reasons, baseline })
  if (reasons.length > 0) return { kind: 'partial', snapshot, reasons }
  await em.nativeUpdate(Source, { id: source }, { dateFormat })
  const calendar = (await activePolicy(em, organization))?.policy.calendar ?? defaultCalendar
  await storePeople(em, diff, { organization, source, snapshot, baseline, calendar, at, random })
  const { added, changed, reappeared, vanished, unchanged } = diff
  return {
    kind: 'accepted',
    snapshot,
    baseline,
    changes: { added: added.length, changed: changed.length, reappeared: reappeared.length, removed: vanished.length, unchanged },
  }
}

/** Four columns of every person of the source: whole entities of a hundred thousand people would not fit. */
async function findKnownPeople(em: EntityManager, source: Id<'source'>): Promise<readonly KnownPerson[]> {
  const rows = await em
    .getKysely<{
      person: { id: Id<'person'>; source: string; person_key: string; facts_digest: string; presence: KnownPerson['presence'] }
    }>()
    .selectFrom('person')
    .select(['id', 'person_key', 'facts_digest', 'presence'])
    .where('source', '=', source)
    .execute()
  return rows.map((row) => ({ id: row.id, personKey: row.person_key, factsDigest: row.facts_digest, presence: row.presence }))
}

interface Verdict {
  readonly reasons: readonly string[]
  readonly baseline: boolean
}

async function insertSnapshot(em: EntityManager, received: ReceivedSnapshot, { reasons, baseline }: Verdict): Promise<Id<'snapshot'>> {
  const { organization, source, member, parsed, acceptFall, at, random } = received
  const { rows, sha256, filledColumns } = parsed
  const id = toId('snapshot', random(16))
  const status = reasons.length > 0 ? 'partial' : 'accepted'
  const entries = [
    { t: 'operator.action', member, action: acceptFall === undefined ? 'roster.uploaded' : `roster.fall_accepted.${acceptFall}` },
    { t: 'hr.snapshot', source, snapshot: id, rows, res: status, sha256 },
  ] as const
  const { to } = await appendEntries(em, organization, entries, { at, random })
  const snapshot = { id, organization, source, status, baseline, rows, sha256, filledColumns, reasons } as const
  await em.insert(Snapshot, { ...snapshot, receivedAt: at, position: to - 1 })
  return id
}
