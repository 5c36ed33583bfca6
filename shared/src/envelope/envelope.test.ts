import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { hasSpecs, readSpec, specNote } from '../../test/spec-folder.ts'
import { EnvelopeError, type EnvelopeFault, openEnvelope, preAuthEncoding, signEnvelope } from './envelope.ts'
import { ed25519Signer, publicPem, toVerifyingKey } from './keys.ts'

function keyPair() {
  const { privateKey } = generateKeyPairSync('ed25519')
  return { signer: ed25519Signer(privateKey), key: toVerifyingKey(publicPem(createPublicKey(privateKey))) }
}

const [alice, bob] = [keyPair(), keyPair()]
const payload = Buffer.from('{"hello":"wörld"}')
const payloadType = 'application/vnd.example+json'

function faultOf(open: () => unknown): EnvelopeFault | undefined {
  try {
    open()
    return undefined
  } catch (error) {
    if (error instanceof EnvelopeError) return error.code
    throw error
  }
}

test('the pre-authentication encoding counts bytes, not letters', () => {
  expect(Buffer.from(preAuthEncoding('tÿpe', Buffer.from('wörld'))).toString()).toBe('DSSEv1 5 tÿpe 6 wörld')
  expect(Buffer.from(preAuthEncoding('', Buffer.of())).toString()).toBe('DSSEv1 0  0 ')
})

test('the bytes that were signed are the bytes that come out', async () => {
  const envelope = await signEnvelope(payloadType, payload, [alice.signer])
  expect(Buffer.from(openEnvelope(envelope, { payloadType, keys: [bob.key, alice.key] }))).toEqual(payload)
})

test('a threshold counts keys, not signatures', async () => {
  const twice = await signEnvelope(payloadType, payload, [alice.signer, alice.signer])
  expect(faultOf(() => openEnvelope(twice, { payloadType, keys: [alice.key, alice.key, bob.key], threshold: 2 }))).toBe('signature')
  const both = await signEnvelope(payloadType, payload, [alice.signer, bob.signer])
  expect(faultOf(() => openEnvelope(both, { payloadType, keys: [alice.key, bob.key], threshold: 2 }))).toBe(undefined)
})

test('a key id is a hint: a false one neither helps nor hurts', async () => {
  const [signature] = (await signEnvelope(payloadType, payload, [bob.signer])).signatures
  const envelope = { payload: payload.toString('base64'), payloadType, signatures: [{ keyid: alice.key.keyId, sig: signature?.sig ?? '' }] }
  expect(faultOf(() => openEnvelope(envelope, { payloadType, keys: [alice.key] }))).toBe('signature')
  expect(faultOf(() => openEnvelope(envelope, { payloadType, keys: [bob.key] }))).toBe(undefined)
})

test('each way of not being believed has its own code', async () => {
  const envelope = await signEnvelope(payloadType, payload, [alice.signer])
  const keys = [alice.key]
  expect(faultOf(() => openEnvelope({ ...envelope, extra: 1 }, { payloadType, keys }))).toBe('malformed')
  expect(faultOf(() => openEnvelope({ ...envelope, payload: '*' }, { payloadType, keys }))).toBe('malformed')
  expect(faultOf(() => openEnvelope({ ...envelope, signatures: [] }, { payloadType, keys }))).toBe('malformed')
  expect(faultOf(() => openEnvelope(envelope, { payloadType, keys, maxBytes: 8 }))).toBe('too_large')
  expect(faultOf(() => openEnvelope(envelope, { payloadType: 'other', keys }))).toBe('payload_type')
  expect(faultOf(() => openEnvelope(envelope, { payloadType, keys: [bob.key] }))).toBe('signature')
  expect(faultOf(() => openEnvelope(envelope, { payloadType, keys: [] }))).toBe('signature')
  expect(faultOf(() => openEnvelope({ ...envelope, payload: Buffer.from('{}').toString('base64') }, { payloadType, keys }))).toBe(
    'signature',
  )
})

test('an envelope relabelled as another type is refused under both', async () => {
  const relabelled = { ...(await signEnvelope(payloadType, payload, [alice.signer])), payloadType: 'other' }
  expect(faultOf(() => openEnvelope(relabelled, { payloadType: 'other', keys: [alice.key] }))).toBe('signature')
})

test.skipIf(!hasSpecs)(`the published DSSE vector has our encoding and its signature holds${specNote}`, () => {
  const vector = JSON.parse(readSpec('dsse/vector.json').toString())
  const encoded = preAuthEncoding(vector.payloadType, Buffer.from(vector.payload))
  expect(Buffer.from(encoded).toString()).toBe(vector.pae)
  const coordinate = (decimal: string) => Buffer.from(BigInt(decimal).toString(16).padStart(64, '0'), 'hex').toString('base64url')
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: coordinate(vector.x), y: coordinate(vector.y) }, format: 'jwk' })
  expect(verify('sha256', encoded, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(vector.sigBase64, 'base64'))).toBe(true)
})
