import { z } from 'zod'
import { digestOf } from './digest.ts'
import { type Envelope, openEnvelope } from './envelope/envelope.ts'
import { toVerifyingKey, type VerifyingKey } from './envelope/keys.ts'
import { payloadTypes } from './envelope/payload-types.ts'

export const trustRoles = ['jobs', 'log', 'packet'] as const
export type TrustRole = (typeof trustRoles)[number]

const publicKey = z.strictObject({ algorithm: z.enum(['ed25519', 'ecdsa-p256']), pem: z.string().max(1024) })
const keyIds = z
  .array(z.string().regex(/^[0-9a-f]{64}$/))
  .min(1)
  .max(16)

/** Which keys may do what, signed by the offline root. After TUF's root role: version, expiry, thresholds. */
export const trustSchema = z.strictObject({
  v: z.literal(1),
  version: z.int().min(1),
  /** Host that speaks for this trust, without a path. */
  controlPlane: z.string().max(256),
  issuedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  keys: z.record(z.string().regex(/^[0-9a-f]{64}$/), publicKey),
  root: z.strictObject({ keyIds, threshold: z.int().min(1) }),
  roles: z.strictObject({ jobs: z.strictObject({ keyIds }), log: z.strictObject({ keyIds }), packet: z.strictObject({ keyIds }) }),
})
export type Trust = Readonly<z.infer<typeof trustSchema>>

export class TrustError extends Error {
  override readonly name = 'TrustError'
}

/** The one value that an auditor or an enrolling agent must have from elsewhere: hex SHA-256 over the root's key ids and threshold. */
export function rootFingerprint(root: Trust['root']): string {
  return digestOf({ keyIds: [...root.keyIds].sort(), threshold: root.threshold })
}

/**
 * Opens a trust document whose own root is the one with this fingerprint and has signed it with its threshold.
 * Expiry is not judged here: a packet outlives the keys that made it, a job does not (`isTrustExpired`).
 * @throws TrustError, EnvelopeError
 */
export function openTrust(envelope: Envelope, fingerprint: string): Trust {
  const claimed = trustSchema.safeParse(parseJson(Buffer.from(envelope.payload, 'base64')))
  if (!claimed.success) throw new TrustError('the trust document does not have the expected shape')
  const { root } = claimed.data
  if (rootFingerprint(root) !== fingerprint)
    throw new TrustError(`the trust document's root is ${rootFingerprint(root)}, not ${fingerprint}`)
  openEnvelope(envelope, { payloadType: payloadTypes.trust, keys: resolveKeys(claimed.data, root.keyIds), threshold: root.threshold })
  return claimed.data
}

export function isTrustExpired(trust: Trust, at: Date): boolean {
  return at.getTime() >= Date.parse(trust.expiresAt)
}

/** The keys of one role. @throws TrustError when a key is missing or does not have the id that names it */
export function roleKeys(trust: Trust, role: TrustRole): readonly VerifyingKey[] {
  return resolveKeys(trust, trust.roles[role].keyIds)
}

function resolveKeys(trust: Trust, ids: readonly string[]): readonly VerifyingKey[] {
  return ids.map((keyId) => {
    const entry = trust.keys[keyId]
    if (entry === undefined) throw new TrustError(`the trust document lacks key ${keyId}`)
    const key = toVerifyingKey(entry.pem)
    if (key.keyId !== keyId || key.algorithm !== entry.algorithm) throw new TrustError(`the key listed as ${keyId} is another key`)
    return key
  })
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch (cause) {
    throw new TrustError('the trust document is not JSON', { cause })
  }
}
