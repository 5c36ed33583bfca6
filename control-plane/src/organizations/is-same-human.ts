import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { recordsOf } from '../roster/records-of.ts'
import { Member } from './member.entity.ts'

/** Whether the member is one of the others, perhaps by another sign-in or another record in HR: two people are two human beings, not two tokens. */
export async function isSameHuman(em: EntityManager, member: Id<'member'>, others: readonly Id<'member'>[]): Promise<boolean> {
  if (others.includes(member)) return true
  const own = (await em.findOne(Member, { id: member }))?.person
  if (own == null || others.length === 0) return false
  const records = (await recordsOf(em, [own])).get(own) ?? [own]
  return (await em.count(Member, { id: { $in: [...others] }, person: { $in: [...records] } })) > 0
}
