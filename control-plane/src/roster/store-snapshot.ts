import type { EntityManager } from '@mikro-orm/sql'
import { type Id, toId } from '@rollcall/shared/ids'
import { rowsOf } from '../database/rows-of.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import { giveNotice } from '../notifications/give-notice.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { defaultPolicySettings } from '../policy/default-settings.ts'
import { defaultCalendar } from './calendar.ts'
import { checkCompleteness } from './check-completeness.ts'
import { diffRoster, type KnownPerson, type RosterDiff } from './diff-roster.ts'
import type { FallReason } from './fall-reasons.ts'
import { hiddenFields } from './hidden-columns.ts'
import { keepHidden } from './keep-hidden.ts'
import { markNotKnown } from './mark-not-known.ts'
import type { ParsedRoster } from './parse-roster.ts'
import { Person } from './person.entity.ts'
import { reviewRoster } from './review-roster.ts'
import { type HideableColumn, hideableColumns } from './roster-columns.ts'
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
  /** Columns that an operator says HR hides, because a right was lost. */
  readonly redacted: readonly HideableColumn[]
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
  const { organization, source, parsed, dateFormat, at, random } = received
  // Two uploads at once would both compare with the same predecessor.
  await lockLedger(em, organization)
  const last = await em.findOne(Snapshot, { source, status: 'accepted' }, { orderBy: { position: 'desc' } })
  const hidden = hiddenColumns(received, last)
  const stated = await keepHidden(em, parsed.people, { source, columns: hidden })
  const known = await findKnownPeople(em, source)
  const personKeys = new Set([...[...known, ...stated].map(({ personKey }) => personKey), ...(await keysElsewhere(em, received))])
  const people = markNotKnown(stated, { hidden, personKeys })
  const diff = diffRoster(known, people)
  const reasons = judge(received, { last, hidden, known, diff })
  const baseline = last === null && reasons.length === 0
  const snapshot = await insertSnapshot(em, received, { reasons, baseline, hidden })
  if (reasons.length > 0) {
    const key = `snapshot_partial:${snapshot}`
    await giveNotice(em, { organization, kind: 'snapshot_partial', key, details: { snapshot, reasons } }, { at, random })
    return { kind: 'partial', snapshot, reasons }
  }
  await em.nativeUpdate(Source, { id: source }, { dateFormat })
  const policy = (await activePolicy(em, organization))?.policy
  const calendar = policy?.calendar ?? defaultCalendar
  const redacted = hidden.map((column) => hiddenFields[column])
  const accepted = { organization, source, snapshot, baseline, calendar, redacted, at, random }
  await storePeople(em, diff, accepted)
  if (!isSameSet(last?.redacted ?? [], hidden)) await em.nativeUpdate(Person, { source, presence: 'present' }, { redacted })
  await reviewRoster(em, { ...accepted, people, diff, settings: policy?.roster ?? defaultPolicySettings.roster })
  const { added, changed, reappeared, vanished, unchanged } = diff
  return {
    kind: 'accepted',
    snapshot,
    baseline,
    changes: { added: added.length, changed: changed.length, reappeared: reappeared.length, removed: vanished.length, unchanged },
  }
}

/** Columns that are hidden in this file: named now, or when an earlier file was taken over, and still without any value. */
function hiddenColumns({ redacted, parsed }: ReceivedSnapshot, last: Snapshot | null): readonly HideableColumn[] {
  return hideableColumns.filter(
    (column) => (redacted.includes(column) || last?.redacted.includes(column) === true) && (parsed.filledColumns[column] ?? 0) === 0,
  )
}

interface Comparison {
  readonly last: Snapshot | null
  readonly hidden: readonly HideableColumn[]
  readonly known: readonly KnownPerson[]
  readonly diff: RosterDiff
}

function judge(received: ReceivedSnapshot, { last, hidden, known, diff }: Comparison): readonly string[] {
  const { parsed, expectedRows, acceptFall, redacted } = received
  return checkCompleteness({
    rows: parsed.rows,
    expectedRows,
    columns: parsed.columns,
    filled: parsed.filledColumns,
    last,
    redacted: { hidden, shown: redacted.filter((column) => !hidden.includes(column)) },
    present: known.filter(({ presence }) => presence === 'present').length,
    vanished: diff.vanished.length,
    isFallAccepted: acceptFall !== undefined,
  })
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one))
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

/** Whoever is managed by somebody of another source has a manager whom HR knows. */
async function keysElsewhere(em: EntityManager, { organization, source }: ReceivedSnapshot): Promise<readonly string[]> {
  const rows = await rowsOf(em, Person)
    .select(['personKey'])
    .where('organization', '=', organization)
    .where('source', '!=', source)
    .execute()
  return rows.map(({ personKey }) => personKey)
}

interface Verdict {
  readonly reasons: readonly string[]
  readonly baseline: boolean
  readonly hidden: readonly HideableColumn[]
}

async function insertSnapshot(
  em: EntityManager,
  received: ReceivedSnapshot,
  { reasons, baseline, hidden }: Verdict,
): Promise<Id<'snapshot'>> {
  const { organization, source, member, parsed, acceptFall, redacted, at, random } = received
  const { rows, sha256, filledColumns } = parsed
  const id = toId('snapshot', random(16))
  const status = reasons.length > 0 ? 'partial' : 'accepted'
  const entries = [
    { t: 'operator.action', member, action: acceptFall === undefined ? 'roster.uploaded' : `roster.fall_accepted.${acceptFall}` },
    ...(redacted.length === 0 ? [] : [{ t: 'operator.action', member, action: 'roster.columns_hidden' } as const]),
    { t: 'hr.snapshot', source, snapshot: id, rows, res: status, sha256 },
  ] as const
  const { to } = await appendEntries(em, organization, entries, { at, random })
  const snapshot = { id, organization, source, status, baseline, rows, sha256, filledColumns, redacted: hidden, reasons } as const
  await em.insert(Snapshot, { ...snapshot, receivedAt: at, position: to - 1 })
  return id
}
