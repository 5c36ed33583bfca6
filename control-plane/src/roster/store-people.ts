import type { EntityManager } from '@mikro-orm/sql'
import { type Id, toId } from '@rollcall/shared/ids'
import { appendEntries } from '../ledger/append-entries.ts'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import { accessOf, firstLookAt } from './access-window.ts'
import type { Calendar } from './calendar.ts'
import { changedFacts } from './changed-facts.ts'
import { statusWithin } from './derive-status.ts'
import type { KnownPerson, RosterDiff, StatedPerson } from './diff-roster.ts'
import { pastStatement, recordedFrom, type StoredPerson } from './past-statement.ts'
import { Person } from './person.entity.ts'
import { PersonVersion } from './person-version.entity.ts'

export interface AcceptedSnapshot {
  readonly organization: Id<'organization'>
  readonly source: Id<'source'>
  readonly snapshot: Id<'snapshot'>
  readonly baseline: boolean
  readonly calendar: Calendar
  /** Fields whose last values are kept because HR hides them now. */
  readonly redacted: readonly string[]
  readonly at: Date
  readonly random: (bytes: number) => Uint8Array
}

/** A statement of this many rows is as fast as a larger one, and short enough to be prepared once for all batches. */
const batchSize = 100

/** Writes what a snapshot changed, in bulk, with a ledger entry per person, and keeps what it supersedes. A baseline is stored and opens nothing. */
export async function storePeople(em: EntityManager, diff: RosterDiff, accepted: AcceptedSnapshot): Promise<void> {
  const changes = [...labelled('added', diff.added), ...labelled('changed', diff.changed), ...labelled('reappeared', diff.reappeared)]
  for (const batch of inBatches(changes)) await storeBatch(em, batch, accepted)
  await countMissed(em, accepted)
  for (const batch of inBatches(diff.vanished)) await markMissing(em, batch, accepted)
}

/** Of those who were missing before: one more snapshot without them. */
async function countMissed(em: EntityManager, { source }: AcceptedSnapshot): Promise<void> {
  await em
    .getKysely<{ person: { source: string; presence: string; snapshots_missed: number } }>()
    .updateTable('person')
    .set(({ eb }) => ({ snapshots_missed: eb('snapshots_missed', '+', 1) }))
    .where('source', '=', source)
    .where('presence', '=', 'missing')
    .execute()
}

async function markMissing(em: EntityManager, batch: readonly KnownPerson[], accepted: AcceptedSnapshot): Promise<void> {
  const { at } = accepted
  const ids = batch.map(({ id }) => id)
  const before = await storedPeople(em, ids)
  await keepPast(em, [...before.values()], accepted)
  await em.nativeUpdate(Person, { id: { $in: ids } }, { presence: 'missing', missingSince: at, snapshotsMissed: 1 })
  for (const [time, some] of Map.groupBy(before.values(), (person) => recordedFrom(person, at).getTime()))
    await em.nativeUpdate(Person, { id: { $in: some.map(({ id }) => id) } }, { recordedAt: new Date(time) })
  await planWhoGoesOn(em, ids)
  await append(
    em,
    accepted,
    ids.map((id) => toDraft(accepted, id, 'vanished')),
  )
}

/** What HR says of an earlier record is said of the later one of the same human being. */
async function planWhoGoesOn(em: EntityManager, ids: readonly Id<'person'>[]): Promise<void> {
  if (ids.length > 0) await em.nativeUpdate(Person, { continues: { $in: [...ids] } }, { needsPlanning: true })
}

async function keepPast(em: EntityManager, before: readonly StoredPerson[], accepted: AcceptedSnapshot): Promise<void> {
  const past = before.map((person) => pastStatement(person, accepted))
  if (past.length > 0) await em.insertMany(PersonVersion, past)
}

interface Change {
  readonly kind: 'added' | 'changed' | 'reappeared'
  readonly id: Id<'person'> | undefined
  readonly stated: StatedPerson
}

function labelled(kind: Change['kind'], people: readonly StatedPerson[]): readonly Change[] {
  return people.map((stated) => ({ kind, id: stated.known?.id, stated }))
}

async function storeBatch(em: EntityManager, batch: readonly Change[], accepted: AcceptedSnapshot): Promise<void> {
  const before = await storedPeople(
    em,
    batch.flatMap(({ id }) => id ?? []),
  )
  await keepPast(em, [...before.values()], accepted)
  const named = batch.map((change) => ({ ...change, id: change.id ?? toId('person', accepted.random(16)) }))
  const rows = named.map(({ id, stated }) => toRow({ id, stated, before: before.get(id) }, accepted))
  const isNew = rows.filter((_, index) => batch[index]?.id === undefined)
  const isKnown = rows.filter((_, index) => batch[index]?.id !== undefined)
  if (isNew.length > 0) await em.insertMany(Person, isNew)
  if (isKnown.length > 0) await em.upsertMany(Person, isKnown, { onConflictFields: ['id'] })
  await planWhoGoesOn(em, [...before.keys()])
  if (accepted.baseline) return
  await append(
    em,
    accepted,
    named.map(({ kind, id, stated }) => ({ ...toDraft(accepted, id, kind), facts: changedFacts(before.get(id)?.facts, stated.facts) })),
  )
}

async function storedPeople(em: EntityManager, ids: readonly Id<'person'>[]): Promise<ReadonlyMap<Id<'person'>, StoredPerson>> {
  if (ids.length === 0) return new Map()
  const people = await em.find(Person, { id: { $in: [...ids] } }, { disableIdentityMap: true })
  return new Map(
    people.map(({ id, facts, presence, redacted, recordedAt, firstRecordedAt }) => [
      id,
      { id, facts, presence, redacted, recordedAt, firstRecordedAt: firstRecordedAt ?? null },
    ]),
  )
}

interface Statement {
  readonly id: Id<'person'>
  readonly stated: StatedPerson
  /** Undefined for somebody new. */
  readonly before: StoredPerson | undefined
}

function toRow({ id, stated, before }: Statement, accepted: AcceptedSnapshot) {
  const { facts, factsDigest } = stated
  const { organization, source, baseline, calendar, redacted, at } = accepted
  const access = accessOf(facts, calendar)
  return {
    id,
    organization,
    source,
    personKey: facts.personKey,
    facts,
    factsDigest,
    presence: 'present' as const,
    missingSince: null,
    snapshotsMissed: 0,
    saidToHaveLeft: false,
    redacted,
    status: statusWithin(facts, access, at).status,
    firstRecordedAt: before?.firstRecordedAt ?? before?.recordedAt ?? at,
    recordedAt: before === undefined ? at : recordedFrom(before, at),
    wakeAt: firstLookAt(access, at),
    needsPlanning: !baseline,
  }
}

function toDraft({ source, snapshot }: AcceptedSnapshot, sub: Id<'person'>, change: string): EntryDraft & { t: 'hr.change' } {
  return { t: 'hr.change', sub, source, snapshot, change }
}

async function append(em: EntityManager, { organization, at, random }: AcceptedSnapshot, drafts: readonly EntryDraft[]): Promise<void> {
  await appendEntries(em, organization, drafts, { at, random })
}

function* inBatches<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += batchSize) yield items.slice(start, start + batchSize)
}
