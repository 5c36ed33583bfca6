import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type ApprovalStatement, type SignedApproval } from './approval.ts'
import { canonicalJson } from './canonical-json.ts'
import { sha256 } from './digest.ts'
import { ed25519Signer, publicPem } from './envelope/keys.ts'
import { type ApproverPublicKey, approvalChallenge, verifyApproval } from './verify-approval.ts'

const statement: ApprovalStatement = {
  v: 1,
  organization: `org_${'1'.repeat(32)}`,
  approval: `apr_${'2'.repeat(32)}`,
  member: `mbr_${'3'.repeat(32)}`,
  decision: 'approved',
  planHash: 'a'.repeat(64),
  effects: ['b'.repeat(64)],
  iat: 1_800_000_000,
  exp: 1_800_600_000,
}
const bytes = canonicalJson(statement)
const base64 = (some: Uint8Array) => Buffer.from(some).toString('base64')
const rpId = 'rollcall.example'
const origin = 'https://rollcall.example'
const credentialId = 'Y3JlZA'

describe('a signature by a key file', () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const signer = ed25519Signer(privateKey)
  const key: ApproverPublicKey = { name: 'Olive', kind: 'ed25519', pem: publicPem(createPublicKey(privateKey)) }
  const signed: SignedApproval = {
    statement: base64(bytes),
    signature: { kind: 'ed25519', keyId: signer.keyId, signature: base64(sign(null, bytes, privateKey)) },
  }

  test('names whose it is, and what they said', () => {
    expect(verifyApproval(signed, [key])).toEqual({ statement, by: 'Olive' })
  })

  test('is nothing without the key, or over other bytes', () => {
    expect(verifyApproval(signed, [])).toBeUndefined()
    const other = base64(canonicalJson({ ...statement, decision: 'refused' }))
    expect(verifyApproval({ ...signed, statement: other }, [key])).toBeUndefined()
  })
})

interface Assertion {
  readonly client?: object
  readonly site?: string
  readonly flags?: number
  readonly length?: number
}

describe.each(['ed25519', 'p256'] as const)('a passkey on %s', (curve) => {
  const { privateKey, publicKey } =
    curve === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key: ApproverPublicKey = { name: 'Olive', kind: 'passkey', pem: publicPem(publicKey), credentialId, rpId, origins: [origin] }
  const good = { type: 'webauthn.get', challenge: approvalChallenge(bytes), origin, crossOrigin: false }

  /** As an authenticator does (WebAuthn Level 3 §6.3.3). */
  function assert({ client = good, site = rpId, flags = 0b101, length = 37 }: Assertion = {}): SignedApproval {
    const authenticatorData = Buffer.concat([sha256(Buffer.from(site)), Buffer.from([flags, 0, 0, 0, 1])]).subarray(0, length)
    const clientData = Buffer.from(JSON.stringify(client))
    const signedBytes = Buffer.concat([authenticatorData, sha256(clientData)])
    const signature = base64(sign(curve === 'ed25519' ? null : 'sha256', signedBytes, privateKey))
    const parts = { authenticatorData: base64(authenticatorData), clientDataJson: base64(clientData), signature }
    return { statement: base64(bytes), signature: { kind: 'passkey', credentialId, ...parts } }
  }

  test('says what its owner said', () => {
    expect(verifyApproval(assert(), [key])).toEqual({ statement, by: 'Olive' })
    expect(verifyApproval(assert({ client: { ...good, crossOrigin: undefined } }), [key])).toBeDefined()
  })

  test.each([
    ['a registration', { client: { ...good, type: 'webauthn.create' } }],
    ['the answer to another challenge', { client: { ...good, challenge: 'AAAA' } }],
    ['an answer given on another page', { client: { ...good, origin: 'https://rollcall.example.evil' } }],
    ['an answer given inside another page', { client: { ...good, crossOrigin: true } }],
    ['an answer for another site', { site: 'evil.example' }],
    ['an answer while nobody was there', { flags: 0b100 }],
    ['an answer by somebody whom the device did not verify', { flags: 0b001 }],
    ['too few bytes', { length: 32 }],
    ['something that is no client data', { client: [] }],
  ])('is not believed for %s', (_what, changes) => {
    expect(verifyApproval(assert(changes), [key])).toBeUndefined()
  })

  test('is not believed when anything was changed after it was signed', () => {
    const signed = assert()
    const other = base64(canonicalJson({ ...statement, planHash: 'f'.repeat(64) }))
    expect(verifyApproval({ ...signed, statement: other }, [key])).toBeUndefined()
    expect(verifyApproval(signed, [{ ...key, credentialId: 'b3RoZXI' }])).toBeUndefined()
    expect(verifyApproval(signed, [{ name: 'Olive', kind: 'ed25519', pem: key.pem }])).toBeUndefined()
  })
})
