import type { EntityManager } from '@mikro-orm/sql'
import { digestOf } from '@rollcall/shared/digest'
import type { Id } from '@rollcall/shared/ids'
import { rowsOf } from '../database/rows-of.ts'
import type { PlannedInstant } from './instants.ts'
import { ScheduledInstant } from './scheduled-instant.entity.ts'

const rowsPerStatement = 500

/** The instants to come of the people of one pass. Rows are replaced only of those for whom something differs. */
export class Schedule {
  readonly #organization: Id<'organization'>
  readonly #at: Date
  readonly #people = new Map<Id<'person'>, readonly PlannedInstant[]>()
  #known: ReadonlyMap<Id<'person'>, readonly PlannedInstant[]> = new Map()

  constructor(organization: Id<'organization'>, at: Date) {
    this.#organization = organization
    this.#at = at
  }

  /** Reads what earlier looks had stored. */
  async read(em: EntityManager, people: readonly Id<'person'>[]): Promise<void> {
    if (people.length === 0) return
    const rows = await rowsOf(em, ScheduledInstant)
      .select(['person', 'kind', 'about', 'at', 'date', 'zone'])
      .where('person', 'in', people)
      .execute()
    const instants = rows.map(({ date, zone, ...instant }) => ({ ...instant, date: date ?? null, zone: zone ?? null }))
    this.#known = Map.groupBy(instants, ({ person }) => person)
  }

  /** What was stored and has come since. */
  passed(person: Id<'person'>): readonly PlannedInstant[] {
    return (this.#known.get(person) ?? []).filter(({ at }) => at <= this.#at)
  }

  /** Takes down what is to come of a person. Gives the earliest of it, and of `wakeAt`: the next instant at which to look at them. */
  put(person: Id<'person'>, instants: readonly PlannedInstant[], wakeAt: Date | null): Date | null {
    const ahead = instants.filter(({ at }) => at > this.#at)
    // The same thing is scheduled once: for its earliest instant.
    const byKey = new Map(ahead.toSorted((a, b) => b.at.getTime() - a.at.getTime()).map((instant) => [keyOf(instant), instant]))
    this.#people.set(person, [...byKey.values()])
    const times = [...ahead.map(({ at }) => at), ...(wakeAt === null ? [] : [wakeAt])].map((at) => at.getTime())
    return times.length === 0 ? null : new Date(Math.min(...times))
  }

  async store(em: EntityManager): Promise<void> {
    if (this.#people.size === 0) return
    const known = this.#known
    const changed = [...this.#people].filter(([person, instants]) => digest(known.get(person) ?? []) !== digest(instants))
    if (changed.length === 0) return
    const stale = changed.map(([person]) => person).filter((person) => known.has(person))
    if (stale.length > 0) await em.nativeDelete(ScheduledInstant, { person: { $in: stale } })
    const organization = this.#organization
    const fresh = changed.flatMap(([person, instants]) =>
      instants.map(({ kind, about, at, date, zone }) => ({ person, organization, kind, about, at, date, zone })),
    )
    for (let start = 0; start < fresh.length; start += rowsPerStatement)
      await em.insertMany(ScheduledInstant, fresh.slice(start, start + rowsPerStatement))
  }
}

function keyOf({ kind, about }: Pick<PlannedInstant, 'kind' | 'about'>): string {
  return `${kind} ${about}`
}

/** The same for the same rows, in whatever order. */
function digest(rows: readonly PlannedInstant[]): string {
  const lines = rows.map(({ kind, about, at, date, zone }) => [kind, about, at.toISOString(), date ?? '', zone ?? ''].join(' '))
  return digestOf(lines.sort())
}
