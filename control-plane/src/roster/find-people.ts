import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { PersonFacts, PersonStatus } from '@rollcall/shared/person'
import { Person } from './person.entity.ts'

export interface KnownName extends Pick<PersonFacts, 'givenName' | 'familyName' | 'workEmail'> {
  readonly id: Id<'person'>
  readonly status: PersonStatus
}

/** Everyone HR has ever stated, with who they are. */
export async function findPeople(em: EntityManager, organization: Id<'organization'>): Promise<readonly KnownName[]> {
  const people = await em.find(Person, { organization }, { fields: ['id', 'facts', 'status'], disableIdentityMap: true })
  return people.map(({ id, status, facts: { givenName, familyName, workEmail } }) => ({ id, status, givenName, familyName, workEmail }))
}
