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
  if (key.asymmetricKeyType === 'ed25519') return { keyId: keyIdOf(key), algorithm: 'ed25519', key }
  if (key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1')
    return { keyId: keyIdOf(key), algorithm: 'ecdsa-p256', key }
  throw new TypeError(`a ${key.asymmetricKeyType} key is not accepted: use Ed25519 or ECDSA P-256`)
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
