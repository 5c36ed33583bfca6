import type { Id } from '@rollcall/shared/ids'
import type { Database } from '../database/database.ts'
import { ApproverKey } from './approver-key.entity.ts'

/** Every key that was ever registered: packets and agents may have to verify with one that is revoked by now. */
export async function listApproverKeys(database: Database, organization: Id<'organization'>) {
  const keys = await database.read((em) => em.find(ApproverKey, { organization }, { orderBy: { createdAt: 'asc', id: 'asc' } }))
  return keys.map(({ id, member, name, kind, publicKey, credential, createdAt, revokedAt }) => ({
    id,
    member,
    name,
    kind,
    publicKey,
    credential,
    createdAt: createdAt.toISOString(),
    revokedAt: revokedAt?.toISOString() ?? null,
  }))
}
