import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { barOf, isBarred, type Subject } from '../approvals/find-approvers.ts'
import { Member } from '../organizations/member.entity.ts'

interface Search {
  /** Whom it is about: never asked to look after themselves. */
  readonly subject: Subject
  /** Who should know or act. */
  readonly responsible: Id<'person'>
}

/** The member who is that person on the roster and may act; null where there is none: then it is any operator's. */
export async function responsibleMember(em: EntityManager, { subject, responsible }: Search): Promise<Id<'member'> | null> {
  const where = { organization: subject.organization, person: responsible, role: { $ne: 'auditor' as const }, removedAt: null }
  const member = await em.findOne(Member, where, { orderBy: { createdAt: 'asc', id: 'asc' } })
  if (member === null || isBarred(member, await barOf(em, subject.id))) return null
  return member.id
}
