import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { ApproverKey } from './approver-key.entity.ts'

/** The keys with which a member signs. Whoever has one signs: an unsigned vote of theirs does not count. */
export async function approverKeysOf(em: EntityManager, member: Id<'member'>): Promise<readonly ApproverKey[]> {
  return em.find(ApproverKey, { member, revokedAt: null }, { orderBy: { createdAt: 'asc', id: 'asc' } })
}
