import { createPublicKey, type KeyObject } from 'node:crypto'
import { cose, decodeCredentialPublicKey } from '@simplewebauthn/server/helpers'
import { ApproverKeyError } from './approver-key-error.ts'

/** COSE's numbers of the two curves (RFC 9053 §7.1) as JWK names them. */
const curves: Readonly<Record<number, string>> = { 1: 'P-256', 6: 'Ed25519' }

/** A passkey's public key, from how authenticators write it (RFC 9052). @throws ApproverKeyError for other curves */
export function keyFromCose(bytes: Uint8Array<ArrayBuffer>): KeyObject {
  const key = decodeCredentialPublicKey(bytes)
  if (cose.isCOSEPublicKeyEC2(key)) {
    const { crv, x, y } = { crv: curveOf(key.get(-1)), x: base64url(key.get(-2)), y: base64url(key.get(-3)) }
    return createPublicKey({ format: 'jwk', key: { kty: 'EC', crv, x, y } })
  }
  if (cose.isCOSEPublicKeyOKP(key))
    return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: curveOf(key.get(-1)), x: base64url(key.get(-2)) } })
  throw new ApproverKeyError('unusable', 'this passkey has neither an Ed25519 nor a P-256 key: use another authenticator')
}

function curveOf(number: number | undefined): string {
  const name = number === undefined ? undefined : curves[number]
  if (name === undefined)
    throw new ApproverKeyError('unusable', 'this passkey has a key on a curve that is not accepted: use another authenticator')
  return name
}

function base64url(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('base64url')
}
