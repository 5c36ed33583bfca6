import type { Id } from '@rollcall/shared/ids'
import type { Database } from '../database/database.ts'
import { Person } from '../roster/person.entity.ts'
import { AccessException } from './access-exception.entity.ts'

export interface ExceptionQuery {
  readonly organization: Id<'organization'>
  readonly person?: Id<'person'> | undefined
  readonly at: Date
}

/** Exceptions in force, the first to end first. */
export async function listExceptions(database: Database, { organization, person, at }: ExceptionQuery) {
  return database.read(async (em) => {
    const where = { organization, closedAt: null, until: { $gt: at }, ...(person === undefined ? {} : { person }) }
    const exceptions = await em.find(AccessException, where, { orderBy: { until: 'asc', id: 'asc' } })
    const people = await em.find(Person, { organization, id: { $in: exceptions.map((one) => one.person) } })
    const names = new Map(people.map(({ id, facts }) => [id, `${facts.givenName} ${facts.familyName}`]))
    return exceptions.map(({ id, kind, app, entitlement, reason, until, createdBy, createdAt, person: whose }) => ({
      id,
      person: whose,
      name: names.get(whose) ?? '',
      kind,
      app,
      entitlement: entitlement ?? null,
      reason,
      until: until.toISOString(),
      openedBy: createdBy ?? null,
      openedAt: createdAt.toISOString(),
    }))
  })
}
