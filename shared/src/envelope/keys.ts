import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { sha256Hex } from '../digest.ts'

export type KeyAlgorithm = 'ed25519' | 'ecdsa-p256'

/** A public key that may be believed; `keyId` is the hex SHA-256 of its SPKI DER bytes, so it cannot name another key. */
export interface VerifyingKey {
  readonly keyId: string
  readonly algorithm: KeyAlgorithm
  readonly key: KeyObject
}

/** Where signing happens; a key file today, a KMS or PKCS#11 module behind the same two members later. */
export interface Signer {
  readonly keyId: string
  sign(bytes: Uint8Array): Promise<Uint8Array>
}

/** Hex SHA-256 of the key's SPKI DER bytes. */
export function keyIdOf(key: KeyObject): string {
  return sha256Hex(key.export({ type: 'spki', format: 'der' }))
}

/** @throws TypeError for a key that is neither Ed25519 nor ECDSA on P-256 */
export function toVerifyingKey(pem: string): VerifyingKey {
  const key = createPublicKey(pem)
  if (key.asymmetricKeyType === 'ed25519' && isWeak(key))
    throw new TypeError('this Ed25519 key is one of the few under which anybody can sign')
  if (key.asymmetricKeyType === 'ed25519') return { keyId: keyIdOf(key), algorithm: 'ed25519', key }
  if (key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1')
    return { keyId: keyIdOf(key), algorithm: 'ecdsa-p256', key }
  throw new TypeError(`a ${key.asymmetricKeyType} key is not accepted: use Ed25519 or ECDSA P-256`)
}

/** The y coordinates of the points of small order, canonical and not (y, then p and p + 1), as the 32 bytes of a key without their sign bit. */
const weakKeys: ReadonlySet<string> = new Set([
  `00${'00'.repeat(31)}`,
  `01${'00'.repeat(31)}`,
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
])

/** Under a key of small order one signature fits many messages: no honest signer has one (hdevalence.ca, "It's 255:19AM"). */
function isWeak(key: KeyObject): boolean {
  const raw = Buffer.from(key.export({ type: 'spki', format: 'der' }).subarray(-32))
  raw.writeUInt8(raw.readUInt8(31) & 0x7f, 31)
  return weakKeys.has(raw.toString('hex'))
}

export function publicPem(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString()
}

/** Signs with an Ed25519 private key held in memory. Ed25519 is deterministic (RFC 8032): equal bytes give equal signatures. */
export function ed25519Signer(privateKey: KeyObject): Signer {
  if (privateKey.asymmetricKeyType !== 'ed25519' || privateKey.type !== 'private') throw new TypeError('not an Ed25519 private key')
  const keyId = keyIdOf(createPublicKey(privateKey))
  return { keyId, sign: async (bytes) => sign(null, bytes, privateKey) }
}

/** Verifies bytes: Ed25519 as 64 raw bytes, ECDSA P-256 with SHA-256 as DER (what `openssl dgst -verify` reads). */
export function isSignedBy(key: VerifyingKey, bytes: Uint8Array, signature: Uint8Array): boolean {
  return verify(key.algorithm === 'ed25519' ? null : 'sha256', bytes, key.key, signature)
}
