import { createPublicKey, type KeyObject } from 'node:crypto'
import { p256 } from '@noble/curves/nist.js'
import { keyIdOf, type Signer } from './keys.ts'

/**
 * Signs with an ECDSA P-256 private key held in memory: SHA-256, DER, low s. node:crypto draws a random number for each ECDSA signature; RFC 6979
 * derives it from key and message, so that equal bytes give equal signatures and two exports of one state stay byte-identical.
 */
export function p256Signer(privateKey: KeyObject): Signer {
  if (privateKey.type !== 'private' || privateKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    throw new TypeError('not an ECDSA P-256 private key')
  const { d } = privateKey.export({ format: 'jwk' })
  if (typeof d !== 'string') throw new TypeError('the P-256 key does not show its private number')
  const secret = Buffer.from(d, 'base64url')
  return { keyId: keyIdOf(createPublicKey(privateKey)), sign: async (bytes) => p256.sign(bytes, secret, { lowS: true, format: 'der' }) }
}
