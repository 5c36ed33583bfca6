import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { PersonFacts } from '@rollcall/shared/person'
import { type Access, accessOf, cutOffDate } from './access-window.ts'
import type { Calendar } from './calendar.ts'
import { Person } from './person.entity.ts'
import { type PastFacts, versionsOf } from './person-versions.ts'
import type { Records } from './records-of.ts'

/**
 * What a later record of a human being takes over from the earlier ones: engagements that it follows without an interruption that counts, and those
 * that were not over when HR first told us of it.
 */
export interface JoinedRecord {
  /** The later record's facts, and under them the engagements that it goes on from. */
  readonly facts: PersonFacts
  /** What HR said under the earlier keys, oldest first. */
  readonly versions: readonly PastFacts[]
  readonly firstRecordedAt: Date
}

export interface JoinedRecords {
  /** Whoever goes on from nothing is not in it. */
  readonly joined: ReadonlyMap<Id<'person'>, JoinedRecord>
  /** Records that a later one continues. */
  readonly continued: ReadonlySet<Id<'person'>>
}

type Record = Pick<Person, 'id' | 'facts' | 'recordedAt' | 'firstRecordedAt'>

interface Joined {
  readonly people: readonly Record[]
  readonly records: Records
  readonly calendar: Calendar
}

/** Of people of one organization: who goes on where an earlier record of theirs ends (a contractor becomes an employee under a new key), and whose record that is. */
export async function joinRecords(em: EntityManager, { people, records, calendar }: Joined): Promise<JoinedRecords> {
  const linked = [...new Set([...records.values()].filter(({ length }) => length > 1).flat())]
  if (linked.length === 0) return { joined: new Map(), continued: new Set() }
  const all = new Map((await em.find(Person, { id: { $in: linked } }, { disableIdentityMap: true })).map((one) => [one.id, one]))
  const versions = await versionsOf(em, linked)
  const joined = people.flatMap((person) => {
    const one = join(person, { earlier: earlierThan(person.id, all), versions, calendar })
    return one === undefined ? [] : [[person.id, one] as const]
  })
  return { joined: new Map(joined), continued: new Set([...all.values()].flatMap(({ continues }) => continues ?? [])) }
}

/** The latest first. */
function earlierThan(id: Id<'person'>, all: ReadonlyMap<Id<'person'>, Person>): readonly Person[] {
  const earlier = new Set<Person>()
  for (let next = all.get(all.get(id)?.continues ?? id); next !== undefined && next.id !== id && !earlier.has(next); ) {
    earlier.add(next)
    next = next.continues ? all.get(next.continues) : undefined
  }
  return [...earlier]
}

interface Joining {
  readonly earlier: readonly Person[]
  readonly versions: ReadonlyMap<Id<'person'>, readonly PastFacts[]>
  readonly calendar: Calendar
}

function join(person: Record, { earlier, versions, calendar }: Joining): JoinedRecord | undefined {
  const own = new Set(person.facts.engagements.map(({ engagementKey }) => engagementKey))
  const before = earlier.flatMap((record) => lastingOf(record).filter(({ engagementKey }) => !own.has(engagementKey)))
  const engagements = [...person.facts.engagements, ...before]
  const access = accessOf({ ...person.facts, engagements }, calendar)
  const knownFrom = person.firstRecordedAt ?? person.recordedAt
  const lasting = new Set(access.engagements.flatMap(({ engagement, to }) => (to === undefined || to > knownFrom ? engagement : [])))
  const goesOn = before.filter((engagement) => lasting.has(engagement) || leadsTo(access, engagement, own))
  if (goesOn.length === 0) return undefined
  const from = earlier.filter(({ facts }) => facts.engagements.some((engagement) => goesOn.includes(engagement)))
  const past = from.toReversed().flatMap((record) => [...(versions.get(record.id) ?? []), lastStatement(record, knownFrom)])
  return {
    facts: { ...person.facts, engagements: [...person.facts.engagements, ...goesOn] },
    versions: past,
    firstRecordedAt: new Date(Math.min(...[...from, person].map((one) => (one.firstRecordedAt ?? one.recordedAt).getTime()))),
  }
}

/** An engagement that HR does not list any more lasts as long as HR said, if it said how long. */
function lastingOf({ facts, presence, saidToHaveLeft }: Person): PersonFacts['engagements'] {
  if (presence === 'present') return facts.engagements
  return saidToHaveLeft ? [] : facts.engagements.filter((engagement) => cutOffDate(engagement) !== null)
}

/** Whether an own engagement is in the same stretch of access: gaps that do not count are bridged in it. */
function leadsTo({ windows, engagements }: Access, engagement: PersonFacts['engagements'][number], own: ReadonlySet<string>): boolean {
  const start = engagements.find((window) => window.engagement === engagement)?.from
  const stretch = start && windows.find(({ from, to }) => from <= start && (to === undefined || start < to))
  if (stretch === undefined) return false
  const isWithin = (from: Date) => stretch.from <= from && (stretch.to === undefined || from < stretch.to)
  return engagements.some((window) => own.has(window.engagement.engagementKey) && isWithin(window.from))
}

function lastStatement({ facts, presence, recordedAt }: Person, supersededAt: Date): PastFacts {
  return { facts, presence, recordedAt, supersededAt }
}
