import { expect, test } from 'vitest'
import { findSecrets, formsOf, type Secret } from './secret-search.ts'

const secret: Secret = { name: 'the password', bytes: Buffer.from('pa"ss/wörd+<&> 1234') }
const text = Buffer.from(secret.bytes).toString('utf8')

const writings: readonly (readonly [string, string])[] = [
  ['as it is', `x ${text} y`],
  ['in JSON', JSON.stringify({ password: text })],
  ['in JSON inside JSON', JSON.stringify(JSON.stringify({ password: text }))],
  ['in an address', `/login?password=${encodeURIComponent(text)}`],
  ['in a form', new URLSearchParams({ login: 'x', password: text }).toString()],
  ['in hex', Buffer.from(text).toString('hex')],
  ['in a header', `Basic ${Buffer.from(`user:${text}`).toString('base64')}`],
  ...[0, 1, 2].map((at) => [`in base64 after ${at} bytes`, Buffer.from(`${'z'.repeat(at)}${text}tail`).toString('base64url')] as const),
  [
    'in an envelope in an envelope',
    JSON.stringify({
      payload: Buffer.from(JSON.stringify({ payload: Buffer.from(JSON.stringify({ text })).toString('base64') })).toString('base64'),
    }),
  ],
]

test.for(writings)('a secret is found %s', ([, writing]) => {
  expect(findSecrets([secret], [{ place: 'the file', bytes: Buffer.from(writing) }])).not.toEqual([])
})

test('what is not there is not found', () => {
  expect(findSecrets([secret], [{ place: 'the file', bytes: Buffer.from('pa"ss/word+<&> 1234 and so on') }])).toEqual([])
})

test('no form is so short that it would be found by chance', () => {
  for (const { form, bytes } of formsOf(secret)) expect(bytes.length, form).toBeGreaterThanOrEqual(secret.bytes.length - 2)
})
