import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { PersonFacts } from '@rollcall/shared/person'
import { Person } from './person.entity.ts'

/** Everyone HR has ever stated, with who they are. */
export async function findPeople(
  em: EntityManager,
  organization: Id<'organization'>,
): Promise<readonly (Pick<PersonFacts, 'givenName' | 'familyName' | 'workEmail'> & { readonly id: Id<'person'> })[]> {
  const people = await em.find(Person, { organization }, { fields: ['id', 'facts'], disableIdentityMap: true })
  return people.map(({ id, facts: { givenName, familyName, workEmail } }) => ({ id, givenName, familyName, workEmail }))
}
