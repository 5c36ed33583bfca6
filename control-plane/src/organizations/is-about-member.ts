import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { isBarred, recordsOf } from '../approvals/find-approvers.ts'
import { Person } from '../roster/person.entity.ts'
import { Member } from './member.entity.ts'

interface Acting {
  readonly organization: Id<'organization'>
  readonly person: Id<'person'>
  readonly member: Id<'member'>
}

/** Whether the person, under whichever HR key, is the member. */
export async function isAboutMember(em: EntityManager, { organization, person, member }: Acting): Promise<boolean> {
  const subject = await em.findOne(Person, { id: person, organization })
  const acting = await em.findOneOrFail(Member, { id: member, organization })
  return subject !== null && isBarred(acting, { subjects: recordsOf(subject), requestedBy: null })
}
