import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { disclosureDigest, disclosureSchema, toDisclosure } from './disclosure.ts'

const salt = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')

test('the digest is the one that RFC 9901 builds: base64url of SHA-256 over base64url of [salt, name, value]', () => {
  const encoded = Buffer.from('["AAECAwQFBgcICQoLDA0ODw","title",{"a":1,"b":null}]').toString('base64url')
  expect(disclosureDigest(toDisclosure('title', { b: null, a: 1 }, salt))).toBe(createHash('sha256').update(encoded).digest('base64url'))
})

test('another salt, name or value gives another digest', () => {
  const digests = [
    toDisclosure('title', 'Engineer', salt),
    toDisclosure('title', 'Engineer', Buffer.alloc(16)),
    toDisclosure('role', 'Engineer', salt),
    toDisclosure('title', 'Manager', salt),
  ].map(disclosureDigest)
  expect(new Set(digests).size).toBe(4)
})

test('a salt is sixteen bytes', () => {
  expect(() => toDisclosure('title', 'Engineer', Buffer.alloc(15))).toThrow(RangeError)
  expect(disclosureSchema.safeParse({ salt: 'AAAA', name: 'title', value: 1 }).success).toBe(false)
})
