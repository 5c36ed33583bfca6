import type { Id } from '@rollcall/shared/ids'
import type { Services } from '../services.ts'
import { ApproverKey } from './approver-key.entity.ts'
import { Member } from './member.entity.ts'
import { relyingParty } from './relying-party.ts'

/** Every key that was ever registered: agents and packets may have to verify with one that is revoked by now. `site`: what passkeys answer to. */
export async function listApproverKeys(
  { database, publicUrl }: Pick<Services, 'database' | 'publicUrl'>,
  organization: Id<'organization'>,
) {
  const keys = await database.read((em) => em.find(ApproverKey, { organization }, { orderBy: { createdAt: 'asc', id: 'asc' } }))
  const members = await database.read((em) => em.find(Member, { organization }, { fields: ['id', 'name'] }))
  const hasPasskey = keys.some(({ kind }) => kind === 'passkey')
  return {
    names: Object.fromEntries(members.map(({ id, name }) => [id, name])),
    site: hasPasskey ? relyingParty(publicUrl) : null,
    keys: keys.map(({ id, member, name, kind, publicKey, credential, createdAt, revokedAt }) => ({
      id,
      member,
      name,
      kind,
      publicKey,
      credential: credential ?? null,
      createdAt: createdAt.toISOString(),
      revokedAt: revokedAt?.toISOString() ?? null,
    })),
  }
}
