import { appendEntries } from '../ledger/append-entries.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import type { Ports } from '../ports.ts'
import { ApproverKey } from './approver-key.entity.ts'
import { ApproverKeyError } from './approver-key-error.ts'

export type StoredApproverKey = Omit<ApproverKey, 'createdAt' | 'revokedAt'>

/** A key belongs to one member for ever: one that was revoked does not come back. @throws ApproverKeyError */
export async function storeApproverKey({ database, now, random }: Ports, key: StoredApproverKey): Promise<void> {
  const at = now()
  await database.transact(async (em) => {
    await lockLedger(em, key.organization)
    if ((await em.findOne(ApproverKey, { id: key.id })) !== null)
      throw new ApproverKeyError('taken', 'this key is registered already, or was revoked: make another one')
    em.create(ApproverKey, { ...key, createdAt: at, revokedAt: null })
    const said = { t: 'approver_key.changed', member: key.member, key: key.id, kind: key.kind, res: 'added' } as const
    await appendEntries(em, key.organization, [said], { at, random })
  })
}
