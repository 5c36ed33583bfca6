import type { Id } from '@rollcall/shared/ids'
import type { Database } from '../database/database.ts'
import { hashToken } from './create-organization.ts'
import { Member } from './member.entity.ts'
import type { Role } from './roles.ts'

/** Who is calling: always one member of exactly one organization. */
export interface Caller {
  readonly organization: Id<'organization'>
  readonly member: Id<'member'>
  readonly name: string
  readonly role: Role
}

/** The member whose token this is, found by hash, or undefined. */
export async function authenticate(database: Database, authorization: string | undefined): Promise<Caller | undefined> {
  const token = /^Bearer (rct_[A-Za-z0-9_-]{43})$/.exec(authorization ?? '')?.[1]
  if (token === undefined) return undefined
  const member = await database.read((em) => em.findOne(Member, { tokenHash: hashToken(token) }))
  return member === null ? undefined : { organization: member.organization, member: member.id, name: member.name, role: member.role }
}
