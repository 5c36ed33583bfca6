import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { hasSpecs, readSpec, specNote } from '../../test/spec-folder.ts'
import { ed25519Signer, isSignedBy, keyIdOf, publicPem, toVerifyingKey } from './keys.ts'

test('a key’s id is the SHA-256 of its DER', () => {
  const { publicKey } = generateKeyPairSync('ed25519')
  const der = publicKey.export({ type: 'spki', format: 'der' })
  expect(toVerifyingKey(publicPem(publicKey)).keyId).toBe(createHash('sha256').update(der).digest('hex'))
})

test('RFC 8032 test 1 signs to the signature that the RFC prints', async () => {
  const secret = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'
  const privateKey = createPrivateKey({
    key: Buffer.from(`302e020100300506032b657004220420${secret}`, 'hex'),
    format: 'der',
    type: 'pkcs8',
  })
  expect(Buffer.from(await ed25519Signer(privateKey).sign(Buffer.of())).toString('hex')).toBe(
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  )
})

test('keys of other kinds are refused', () => {
  const others = [
    generateKeyPairSync('rsa', { modulusLength: 2048 }),
    generateKeyPairSync('ec', { namedCurve: 'secp384r1' }),
    generateKeyPairSync('x25519'),
  ]
  for (const { publicKey } of others) expect(() => toVerifyingKey(publicPem(publicKey))).toThrow('not accepted')
  expect(() => ed25519Signer(generateKeyPairSync('ed25519').publicKey)).toThrow(TypeError)
})

const wycheproof = z.object({
  testGroups: z.array(
    z.object({
      publicKeyPem: z.string(),
      tests: z.array(z.object({ tcId: z.number(), msg: z.string(), sig: z.string(), result: z.enum(['valid', 'invalid']) })),
    }),
  ),
})

test.skipIf(!hasSpecs)(`every Ed25519 case of Wycheproof is judged as it says${specNote}`, () => {
  const { testGroups } = wycheproof.parse(JSON.parse(readSpec('ed25519/wycheproof-ed25519_test.json').toString()))
  const cases = testGroups.flatMap(({ publicKeyPem, tests }) => tests.map((one) => ({ ...one, key: toVerifyingKey(publicKeyPem) })))
  expect(cases).toHaveLength(151)
  for (const { tcId, key, msg, sig, result } of cases)
    expect(isSignedBy(key, Buffer.from(msg, 'hex'), Buffer.from(sig, 'hex')), `case ${tcId}`).toBe(result === 'valid')
})

const cctv = z.array(
  z.object({ number: z.number(), key: z.string(), sig: z.string(), msg: z.string(), flags: z.array(z.string()).nullish() }),
)
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex')

test.skipIf(!hasSpecs)(
  `every edge case of CCTV: weak keys are refused, and only cofactorless, canonical signatures count${specNote}`,
  () => {
    const vectors = cctv.parse(JSON.parse(readSpec('ed25519/cctv-ed25519vectors.json').toString()))
    expect(vectors).toHaveLength(914)
    for (const { number, key, sig, msg, flags } of vectors) {
      const pem = publicPem(createPublicKey({ key: Buffer.concat([spkiPrefix, Buffer.from(key, 'hex')]), format: 'der', type: 'spki' }))
      if (flags?.includes('low_order_A')) expect(() => toVerifyingKey(pem), `case ${number}`).toThrow('anybody can sign')
      else {
        const isPlain = !flags?.some((flag) => flag === 'low_order_R' || flag === 'low_order_residue')
        expect(isSignedBy(toVerifyingKey(pem), Buffer.from(msg), Buffer.from(sig, 'hex')), `case ${number}`).toBe(isPlain)
      }
    }
  },
)

test('a public key read from a private one has the same id', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  expect(keyIdOf(createPublicKey(privateKey))).toBe(keyIdOf(publicKey))
  expect(ed25519Signer(privateKey).keyId).toBe(keyIdOf(publicKey))
})
