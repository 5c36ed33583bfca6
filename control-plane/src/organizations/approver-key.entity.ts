import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'

/** A member's public key for signing approvals: an Ed25519 key (PEM), or a passkey (COSE key, base64url). */
export const approverKeySchema = defineEntity({
  name: 'ApproverKey',
  properties: {
    /** Hex SHA-256 of the public key (`keyIdOf` for Ed25519; of the COSE bytes for a passkey). */
    id: p.string().primary(),
    organization: p.string().$type<Id<'organization'>>(),
    member: p.string().index().$type<Id<'member'>>(),
    name: p.string(),
    kind: p.string().$type<'ed25519' | 'passkey'>(),
    publicKey: p.text(),
    /** Credential id of a passkey, base64url. */
    credential: p.string().nullable(),
    /** Signature counter of a passkey. */
    counter: p.integer().default(0),
    createdAt: p.datetime(),
    revokedAt: p.datetime().nullable(),
  },
})
export class ApproverKey extends approverKeySchema.class {}
approverKeySchema.setClass(ApproverKey)
