import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { Person } from '../roster/person.entity.ts'
import { Member } from './member.entity.ts'

interface Search {
  readonly organization: Id<'organization'>
  /** HR system that the key is of. */
  readonly source: Id<'source'>
  readonly personKey: string
}

/** The member who is this person on the roster, if there is one. */
export async function memberByPersonKey(em: EntityManager, { organization, source, personKey }: Search): Promise<Member | null> {
  const person = await em.findOne(Person, { organization, source, personKey }, { fields: ['id'] })
  return person === null ? null : em.findOne(Member, { organization, person: person.id }, { orderBy: { createdAt: 'asc', id: 'asc' } })
}
