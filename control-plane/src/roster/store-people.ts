import type { EntityManager } from '@mikro-orm/sql'
import { type Id, toId } from '@rollcall/shared/ids'
import type { PersonFacts } from '@rollcall/shared/person'
import { appendEntries } from '../ledger/append-entries.ts'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import { accessOf, nextWakeAt } from './access-window.ts'
import type { Calendar } from './calendar.ts'
import { changedFacts } from './changed-facts.ts'
import { deriveStatus } from './derive-status.ts'
import type { RosterDiff, StatedPerson } from './diff-roster.ts'
import { Person } from './person.entity.ts'

export interface AcceptedSnapshot {
  readonly organization: Id<'organization'>
  readonly source: Id<'source'>
  readonly snapshot: Id<'snapshot'>
  readonly baseline: boolean
  readonly calendar: Calendar
  readonly at: Date
  readonly random: (bytes: number) => Uint8Array
}

/** Statements of this many rows are as fast as larger ones, and a hundred thousand people stay well below a gigabyte. */
const batchSize = 250

/** Writes what a snapshot changed, in bulk, with a ledger entry per person. A baseline is stored and opens nothing. */
export async function storePeople(em: EntityManager, diff: RosterDiff, accepted: AcceptedSnapshot): Promise<void> {
  const changes = [...labelled('added', diff.added), ...labelled('changed', diff.changed), ...labelled('reappeared', diff.reappeared)]
  for (const batch of inBatches(changes)) await storeBatch(em, batch, accepted)
  for (const batch of inBatches(diff.vanished)) {
    const ids = batch.map(({ id }) => id)
    await em.nativeUpdate(Person, { id: { $in: ids } }, { presence: 'missing', missingSince: accepted.at })
    await append(
      em,
      accepted,
      ids.map((id) => toDraft(accepted, id, 'vanished')),
    )
  }
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
  const before = await factsOf(
    em,
    batch.flatMap(({ id }) => id ?? []),
  )
  const named = batch.map((change) => ({ ...change, id: change.id ?? toId('person', accepted.random(16)) }))
  const rows = named.map(({ id, stated }) => toRow(id, stated, accepted))
  const isNew = rows.filter((_, index) => batch[index]?.id === undefined)
  const isKnown = rows.filter((_, index) => batch[index]?.id !== undefined)
  if (isNew.length > 0) await em.insertMany(Person, isNew)
  if (isKnown.length > 0) await em.upsertMany(Person, isKnown, { onConflictFields: ['id'] })
  if (accepted.baseline) return
  await append(
    em,
    accepted,
    named.map(({ kind, id, stated }) => ({ ...toDraft(accepted, id, kind), facts: changedFacts(before.get(id), stated.facts) })),
  )
}

async function factsOf(em: EntityManager, ids: readonly Id<'person'>[]): Promise<ReadonlyMap<Id<'person'>, PersonFacts>> {
  if (ids.length === 0) return new Map()
  const people = await em.find(Person, { id: { $in: [...ids] } }, { fields: ['id', 'facts'], disableIdentityMap: true })
  return new Map(people.map(({ id, facts }) => [id, facts]))
}

function toRow(id: Id<'person'>, { facts, factsDigest }: StatedPerson, { organization, source, baseline, calendar, at }: AcceptedSnapshot) {
  return {
    id,
    organization,
    source,
    personKey: facts.personKey,
    facts,
    factsDigest,
    presence: 'present' as const,
    missingSince: null,
    status: deriveStatus(facts, at, calendar).status,
    recordedAt: at,
    wakeAt: nextWakeAt(accessOf(facts, calendar), at),
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
