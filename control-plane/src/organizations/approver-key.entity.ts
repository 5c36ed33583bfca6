import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'

/** A member's public key for signing approvals: an Ed25519 key, or a passkey's (Ed25519 or ECDSA P-256). */
export const approverKeySchema = defineEntity({
  name: 'ApproverKey',
  properties: {
    /** `keyIdOf` the public key. */
    id: p.string().primary(),
    organization: p.string().$type<Id<'organization'>>(),
    member: p.string().index().$type<Id<'member'>>(),
    name: p.string(),
    kind: p.string().$type<'ed25519' | 'passkey'>(),
    /** SPKI PEM: what agents are given to verify with. */
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
