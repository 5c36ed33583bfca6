import { expect, test } from 'vitest'
import { enrolmentProof, enrolmentVerifier, formatEnrolmentToken, parseEnrolmentToken } from './enrolment.ts'

const token = {
  url: 'https://rollcall.example/',
  rootFingerprint: 'ab'.repeat(32),
  id: `enr_${'0'.repeat(32)}`,
  secret: Buffer.from('01'.repeat(32), 'hex'),
}
const request = {
  v: 1,
  token: `enr_${'0'.repeat(32)}`,
  name: 'berlin',
  agentVersion: '0.1.0',
  nonce: '0'.repeat(64),
  keys: { bound: 'b', results: 'r' },
} as const

test('a token survives its one line, also with blanks around it', () => {
  const line = formatEnrolmentToken(token)
  expect(line).toMatch(/^rce1\.[\w.-]+$/)
  expect(parseEnrolmentToken(`  ${line}\n`)).toEqual(token)
})

test.each(['', 'rce1', 'rce2.a.b.c.d', `${formatEnrolmentToken(token)}.more`])('%j is not a token', (text) => {
  expect(() => parseEnrolmentToken(text)).toThrow()
})

test('a token with a bad fingerprint, id or address is refused', () => {
  expect(() => parseEnrolmentToken(formatEnrolmentToken({ ...token, rootFingerprint: 'short' }))).toThrow()
  expect(() => parseEnrolmentToken(formatEnrolmentToken({ ...token, id: `agt_${'0'.repeat(32)}` }))).toThrow()
  expect(() => parseEnrolmentToken(formatEnrolmentToken({ ...token, url: 'no address' }))).toThrow()
})

test('what the control plane keeps is not the secret, and proves it over the whole request', () => {
  const verifier = enrolmentVerifier(token.secret)
  expect(Buffer.from(verifier)).not.toEqual(token.secret)
  const proof = enrolmentProof(verifier, request)
  expect(enrolmentProof(verifier, { ...request, name: 'munich' })).not.toBe(proof)
  expect(enrolmentProof(enrolmentVerifier(Buffer.alloc(32)), request)).not.toBe(proof)
})
