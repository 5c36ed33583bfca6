import type { Id } from '@rollcall/shared/ids'
import type { Database } from '../database/database.ts'
import { Person } from '../roster/person.entity.ts'
import { ApproverKey } from './approver-key.entity.ts'
import { Member } from './member.entity.ts'
import type { Role } from './roles.ts'

export interface ListedMember {
  readonly id: Id<'member'>
  readonly name: string
  readonly role: Role
  /** HR key of who they are on the roster. */
  readonly personKey: string | null
  /** How many approver keys they sign with. */
  readonly keys: number
}

/** Everybody who signs in to the organization, oldest first. */
export async function listMembers(database: Database, organization: Id<'organization'>): Promise<readonly ListedMember[]> {
  return database.read(async (em) => {
    const members = await em.find(Member, { organization, removedAt: null }, { orderBy: { createdAt: 'asc', id: 'asc' } })
    const linked = members.flatMap(({ person }) => (person == null ? [] : [person]))
    const people = new Map(
      (await em.find(Person, { id: { $in: linked } }, { fields: ['id', 'personKey'] })).map((one) => [one.id, one.personKey]),
    )
    const keys = await em.find(ApproverKey, { organization, revokedAt: null }, { fields: ['id', 'member'] })
    return members.map(({ id, name, role, person }) => ({
      id,
      name,
      role,
      personKey: (person == null ? undefined : people.get(person)) ?? null,
      keys: keys.filter(({ member }) => member === id).length,
    }))
  })
}
