import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { appendEntries } from '../ledger/append-entries.ts'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import type { Ports } from '../ports.ts'
import { approverKeysOf } from './approver-keys-of.ts'
import { Member } from './member.entity.ts'
import { MemberError } from './member-error.ts'

export interface MemberRemoval {
  readonly organization: Id<'organization'>
  readonly by: Id<'member'>
  readonly member: Id<'member'>
}

/** Takes a member’s token and keys, for good. Nobody removes themselves, so an owner is always left. @throws MemberError */
export async function removeMember({ database, now, random }: Ports, { organization, by, member: id }: MemberRemoval): Promise<void> {
  const at = now()
  await database.transact(async (em) => {
    await lockLedger(em, organization)
    const member = await em.findOne(Member, { id, organization, removedAt: null })
    if (member === null) throw new MemberError('not_found', `there is no member ${id} in this organization`)
    if (id === by) throw new MemberError('not_yours', 'nobody removes themselves: another owner does it')
    member.removedAt = at
    const revoked = await revokeKeys(em, id, at)
    const said = { t: 'operator.action', member: by, action: 'member.removed', about: id } as const
    await appendEntries(em, organization, [said, ...revoked], { at, random })
  })
}

async function revokeKeys(em: EntityManager, member: Id<'member'>, at: Date): Promise<readonly EntryDraft[]> {
  const keys = await approverKeysOf(em, member)
  for (const key of keys) key.revokedAt = at
  return keys.map(({ id: key, kind }) => ({ t: 'approver_key.changed', member, key, kind, res: 'revoked' }))
}
