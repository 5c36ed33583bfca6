import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { isSignedBy, publicPem, toVerifyingKey } from './keys.ts'
import { p256Signer } from './p256-signer.ts'

/** The key of RFC 6979 §A.2.5. */
const hex = (text: string): string => Buffer.from(text, 'hex').toString('base64url')
const privateKey = createPrivateKey({
  key: {
    kty: 'EC',
    crv: 'P-256',
    d: hex('c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721'),
    x: hex('60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6'),
    y: hex('7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299'),
  },
  format: 'jwk',
})

test('RFC 6979 A.2.5 "sample" with SHA-256 signs to the r that the RFC prints, and to the lower of its two values of s', async () => {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
  const s = 0xf7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8n
  const signature = Buffer.from(await p256Signer(privateKey).sign(Buffer.from('sample'))).toString('hex')
  expect(signature).toContain('efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716')
  expect(signature).toContain((order - s).toString(16))
})

test('equal bytes give equal signatures, which node:crypto verifies', async () => {
  const fresh = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey
  const signer = p256Signer(fresh)
  const [first, second] = [await signer.sign(Buffer.from('a')), await signer.sign(Buffer.from('a'))]
  expect(first).toEqual(second)
  const key = toVerifyingKey(publicPem(createPublicKey(fresh)))
  expect(key.keyId).toBe(signer.keyId)
  expect(isSignedBy(key, Buffer.from('a'), first)).toBe(true)
  expect(isSignedBy(key, Buffer.from('b'), first)).toBe(false)
})

test('a key of another kind is refused', () => {
  expect(() => p256Signer(generateKeyPairSync('ed25519').privateKey)).toThrow('not an ECDSA P-256')
  expect(() => p256Signer(createPublicKey(privateKey))).toThrow('not an ECDSA P-256')
})
