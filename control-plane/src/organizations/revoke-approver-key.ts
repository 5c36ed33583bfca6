import type { Id } from '@rollcall/shared/ids'
import { appendEntries } from '../ledger/append-entries.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import type { Ports } from '../ports.ts'
import { ApproverKey } from './approver-key.entity.ts'
import { ApproverKeyError } from './approver-key-error.ts'
import type { Role } from './roles.ts'

export interface KeyRevocation {
  readonly organization: Id<'organization'>
  readonly by: Id<'member'>
  readonly role: Role
  readonly key: string
}

/** Ends a key for good: one's own, or as an owner anybody's. What it signed before stays signed. @throws ApproverKeyError */
export async function revokeApproverKey(
  { database, now, random }: Ports,
  { organization, by, role, key: id }: KeyRevocation,
): Promise<void> {
  const at = now()
  await database.transact(async (em) => {
    await lockLedger(em, organization)
    const key = await em.findOne(ApproverKey, { id, organization })
    if (key === null) throw new ApproverKeyError('not_found', 'there is no such key in this organization')
    if (key.member !== by && role !== 'owner')
      throw new ApproverKeyError('not_yours', 'this key is another member’s: only they or an owner may revoke it')
    if (key.revokedAt !== null) return
    key.revokedAt = at
    const said = { t: 'approver_key.changed', member: key.member, key: id, kind: key.kind, res: 'revoked' } as const
    await appendEntries(em, organization, [said], { at, random })
  })
}
