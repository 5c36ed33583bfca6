import type { Id } from '@rollcall/shared/ids'
import type { Database } from '../database/database.ts'
import { Person } from './person.entity.ts'

/** People in the order of their HR keys, a page at a time: `after` is the last key of the page before. */
export async function listPeople(database: Database, query: { organization: Id<'organization'>; after: string; limit: number }) {
  const people = await database.read((em) =>
    em.find(
      Person,
      { organization: query.organization, personKey: { $gt: query.after } },
      { orderBy: { personKey: 'asc' }, limit: query.limit },
    ),
  )
  return people.map(({ id, personKey, facts, status, presence, recordedAt, wakeAt }) => ({
    id,
    personKey,
    facts,
    status,
    presence,
    recordedAt,
    wakeAt: wakeAt ?? null,
  }))
}
