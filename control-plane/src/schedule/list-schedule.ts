import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { Person } from '../roster/person.entity.ts'
import type { InstantKind } from './instants.ts'
import { ScheduledInstant } from './scheduled-instant.entity.ts'

export interface ScheduleQuery {
  readonly organization: Id<'organization'>
  /** From this instant on, and before that one. */
  readonly from: Date
  readonly to: Date
  readonly limit: number
}

export interface ScheduledTurn {
  readonly person: Id<'person'>
  readonly name: string
  readonly kind: InstantKind
  /** What of the person it concerns: an app, an entitlement, an account; empty where nothing more is to say. */
  readonly about: string
  readonly at: string
  /** The civil day in its zone, where it comes from one. */
  readonly date: string | null
  readonly zone: string | null
}

/** What is to come, soonest first. */
export async function listSchedule(em: EntityManager, { organization, from, to, limit }: ScheduleQuery): Promise<readonly ScheduledTurn[]> {
  const orderBy = { at: 'asc', person: 'asc', kind: 'asc', about: 'asc' } as const
  const rows = await em.find(ScheduledInstant, { organization, at: { $gte: from, $lt: to } }, { orderBy, limit })
  const people = await em.find(Person, { organization, id: { $in: [...new Set(rows.map(({ person }) => person))] } })
  const names = new Map(people.map(({ id, facts }) => [id, `${facts.givenName} ${facts.familyName}`]))
  return rows.map(({ person, kind, about, at, date, zone }) => ({
    person,
    name: names.get(person) ?? '',
    kind,
    about,
    at: at.toISOString(),
    date: date ?? null,
    zone: zone ?? null,
  }))
}
