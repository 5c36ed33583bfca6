import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { barOf, isBarred } from '../approvals/find-approvers.ts'
import { Member } from '../organizations/member.entity.ts'
import { namedBySource } from '../roster/named-by-source.ts'
import { Person } from '../roster/person.entity.ts'
import { OrderError } from './order-error.ts'

interface Search {
  readonly organization: Id<'organization'>
  /** Id of the person, or their key in HR: on a Friday evening nobody looks for an id first. */
  readonly person: string
}

/** @throws OrderError when nobody is meant, or more than one */
export async function findSubject(em: EntityManager, { organization, person }: Search): Promise<Person> {
  const found = await em.find(Person, { organization, $or: [{ id: asId(person) }, { personKey: person }] })
  const [one, another] = found
  if (one === undefined) throw new OrderError('not_found', `there is no person ${person} in this organization`)
  if (another !== undefined)
    throw new OrderError(
      'does_not_fit',
      `more than one HR system has a person ${person}: name them by id, one of ${await namedBySource(em, found)}`,
    )
  return one
}

function asId(text: string): Id<'person'> {
  return `per_${text.replace(/^per_/, '')}`
}

interface Acting {
  readonly organization: Id<'organization'>
  readonly by: Id<'member'>
  readonly person: Pick<Person, 'id'>
}

/** Nobody orders about themselves, nor ends what others ordered about them. @throws OrderError */
export async function refuseOwn(em: EntityManager, { organization, by, person }: Acting): Promise<void> {
  const member = await em.findOneOrFail(Member, { id: by, organization })
  if (isBarred(member, await barOf(em, person.id))) throw new OrderError('not_yours', 'this is about yourself: another member has to do it')
}
