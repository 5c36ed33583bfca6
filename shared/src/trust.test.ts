import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { expect, test } from 'vitest'
import { canonicalJson } from './canonical-json.ts'
import { type Envelope, signEnvelope } from './envelope/envelope.ts'
import { ed25519Signer, keyIdOf, publicPem } from './envelope/keys.ts'
import { payloadTypes } from './envelope/payload-types.ts'
import { isTrustExpired, openTrust, roleKeys, rootFingerprint, type Trust } from './trust.ts'

const newKey = (): KeyObject => generateKeyPairSync('ed25519').privateKey
const idOf = (key: KeyObject): string => keyIdOf(createPublicKey(key))
const [rootA, rootB, jobs, log, packet] = [newKey(), newKey(), newKey(), newKey(), newKey()]

function trustOf(change: Partial<Trust> = {}): Trust {
  const keys = [rootA, rootB, jobs, log, packet]
  return {
    v: 1,
    version: 3,
    controlPlane: 'rollcall.example',
    issuedAt: '2026-11-01T00:00:00Z',
    expiresAt: '2027-11-01T00:00:00Z',
    keys: Object.fromEntries(keys.map((key) => [idOf(key), { algorithm: 'ed25519', pem: publicPem(createPublicKey(key)) }])),
    root: { keyIds: [idOf(rootA), idOf(rootB)], threshold: 2 },
    roles: { jobs: { keyIds: [idOf(jobs)] }, log: { keyIds: [idOf(log)] }, packet: { keyIds: [idOf(packet)] } },
    ...change,
  }
}

function signed(trust: unknown, signers: readonly KeyObject[], payloadType: string = payloadTypes.trust): Promise<Envelope> {
  return signEnvelope(payloadType, canonicalJson(trust), signers.map(ed25519Signer))
}

const fingerprint = rootFingerprint(trustOf().root)

test('a document that the root’s threshold signed opens under its fingerprint', async () => {
  const trust = openTrust(await signed(trustOf(), [rootA, rootB]), fingerprint)
  expect(roleKeys(trust, 'jobs').map(({ keyId }) => keyId)).toEqual([idOf(jobs)])
})

test('the fingerprint does not depend on the order of the root’s keys, and does on the threshold', () => {
  const { root } = trustOf()
  expect(rootFingerprint({ ...root, keyIds: [...root.keyIds].reverse() })).toBe(fingerprint)
  expect(rootFingerprint({ ...root, threshold: 1 })).not.toBe(fingerprint)
})

test('one signature too few, or one twice, is not enough', async () => {
  await expect(async () => openTrust(await signed(trustOf(), [rootA]), fingerprint)).rejects.toThrow('no signature')
  await expect(async () => openTrust(await signed(trustOf(), [rootA, rootA]), fingerprint)).rejects.toThrow('no signature')
})

test('a document with another root is refused, however well that root signed it', async () => {
  const mine = newKey()
  const { keys } = trustOf()
  const other = trustOf({
    root: { keyIds: [idOf(mine)], threshold: 1 },
    keys: { ...keys, [idOf(mine)]: { algorithm: 'ed25519', pem: publicPem(createPublicKey(mine)) } },
  })
  await expect(async () => openTrust(await signed(other, [mine]), fingerprint)).rejects.toThrow('root is')
})

test('a key listed under another key’s id is refused', async () => {
  const { keys } = trustOf()
  const swapped = trustOf({ keys: { ...keys, [idOf(rootB)]: { algorithm: 'ed25519', pem: publicPem(createPublicKey(jobs)) } } })
  await expect(async () => openTrust(await signed(swapped, [rootA, jobs]), fingerprint)).rejects.toThrow('another key')
})

test('a document of another type, with an unknown field, or no JSON at all is refused', async () => {
  await expect(async () => openTrust(await signed(trustOf(), [rootA, rootB], payloadTypes.job), fingerprint)).rejects.toThrow(
    'payload type',
  )
  await expect(async () => openTrust(await signed({ ...trustOf(), extra: 1 }, [rootA, rootB]), fingerprint)).rejects.toThrow('shape')
  const envelope = await signed(trustOf(), [rootA, rootB])
  expect(() => openTrust({ ...envelope, payload: 'bm8=' }, fingerprint)).toThrow('not JSON')
})

test('a role whose key the document does not list has no keys to give', () => {
  expect(() => roleKeys(trustOf({ keys: {} }), 'log')).toThrow('lacks key')
})

test('expiry is judged by the caller’s clock', () => {
  expect(isTrustExpired(trustOf(), new Date('2027-10-31T23:59:59Z'))).toBe(false)
  expect(isTrustExpired(trustOf(), new Date('2027-11-01T00:00:00Z'))).toBe(true)
})
