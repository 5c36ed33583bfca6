import type { Id } from '@rollcall/shared/ids'
import type { Ports } from '../ports.ts'
import { hashToken } from './create-organization.ts'
import { Member } from './member.entity.ts'
import { membersOut } from './members-out.ts'
import type { Role } from './roles.ts'

/** Who is calling: always one member of exactly one organization. */
export interface Caller {
  readonly organization: Id<'organization'>
  readonly member: Id<'member'>
  readonly name: string
  readonly role: Role
}

/** The member whose token this is, found by hash, or undefined: also for one who has no say any more, or for now. */
export async function authenticate(
  { database, now }: Pick<Ports, 'database' | 'now'>,
  authorization: string | undefined,
): Promise<Caller | undefined> {
  const token = /^Bearer (rct_[A-Za-z0-9_-]{43})$/.exec(authorization ?? '')?.[1]
  if (token === undefined) return undefined
  const member = await database.read(async (em) => {
    const found = await em.findOne(Member, { tokenHash: hashToken(token), removedAt: null })
    const isOut = found?.person != null && (await membersOut(em, found.organization, now())).has(found.id)
    return isOut ? null : found
  })
  return member === null ? undefined : { organization: member.organization, member: member.id, name: member.name, role: member.role }
}
