import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { barOf, isBarred } from '../approvals/find-approvers.ts'
import { Member } from './member.entity.ts'

interface Acting {
  readonly organization: Id<'organization'>
  readonly person: Id<'person'>
  readonly member: Id<'member'>
}

/** Whether the person, under whichever HR key, is the member. */
export async function isAboutMember(em: EntityManager, { organization, person, member }: Acting): Promise<boolean> {
  const acting = await em.findOneOrFail(Member, { id: member, organization })
  return isBarred(acting, await barOf(em, person))
}
