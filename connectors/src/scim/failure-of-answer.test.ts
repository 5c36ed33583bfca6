import { expect, test } from 'vitest'
import { failureOfAnswer } from './failure-of-answer.ts'

const now = new Date('2026-11-22T10:00:00Z')
const json = { 'content-type': 'application/scim+json' }

test.each([
  [200, '{}', undefined],
  [201, '{}', undefined],
  [204, '', undefined],
  [400, '', { kind: 'invalid', code: 'http_400' }],
  [400, '{"status":"400","scimType":"invalidPath"}', { kind: 'invalid', code: 'invalidPath' }],
  [400, '{"status":"400","scimType":"invalidFilter"}', { kind: 'unsupported', code: 'invalidFilter' }],
  [400, '{"status":"400","scimType":"uniqueness"}', { kind: 'conflict', code: 'uniqueness' }],
  [400, '{"scimType":"ada@acme.test is bad"}', { kind: 'invalid', code: 'http_400' }],
  [401, '', { kind: 'unauthorized', code: 'http_401' }],
  [403, '', { kind: 'forbidden', code: 'http_403' }],
  [404, '', { kind: 'not_found', code: 'http_404' }],
  [405, '', { kind: 'unsupported', code: 'http_405' }],
  [408, '', { kind: 'timeout', code: 'http_408' }],
  [409, '', { kind: 'conflict', code: 'uniqueness' }],
  [410, '', { kind: 'not_found', code: 'http_410' }],
  [412, '', { kind: 'conflict', code: 'precondition' }],
  [422, '', { kind: 'invalid', code: 'http_422' }],
  [428, '', { kind: 'conflict', code: 'precondition' }],
  [429, '', { kind: 'throttled', code: 'http_429' }],
  [500, '', { kind: 'unavailable', code: 'http_500' }],
  [501, '', { kind: 'unsupported', code: 'http_501' }],
  [503, '<html>down</html>', { kind: 'unavailable', code: 'http_503' }],
  [599, '', { kind: 'unavailable', code: 'http_599' }],
])('%i %s means %o', (status, body, expected) => {
  const failure = failureOfAnswer({ status, headers: json, body: Buffer.from(body) }, 'app.test', now)
  if (expected === undefined) expect(failure).toBeUndefined()
  else expect(failure).toMatchObject(expected)
})

test.each([
  ['seconds', '7'],
  ['a date', 'Sun, 22 Nov 2026 10:00:07 GMT'],
])('how long to wait is read from %s', (_form, header) => {
  const failure = failureOfAnswer({ status: 429, headers: { 'retry-after': header }, body: Buffer.alloc(0) }, 'app.test', now)
  expect(failure?.retryAfterMs).toBe(7_000)
})

test.each([
  ['a web page with success', { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: 'Sign in' }],
  ['a web page under a wrong name', { status: 200, headers: json, body: '  <!DOCTYPE html><title>Sign in</title>' }],
  ['a redirect to another host', { status: 302, headers: { location: 'https://login.test/authorize' }, body: '' }],
])('%s is a sign-in wall', (_what, { body, ...answer }) => {
  expect(failureOfAnswer({ ...answer, body: Buffer.from(body) }, 'app.test', now)?.kind).toBe('challenge')
})

test('a redirect within the host means that the base URL is wrong', () => {
  const failure = failureOfAnswer({ status: 308, headers: { location: '/scim/v2/Users' }, body: Buffer.alloc(0) }, 'app.test', now)
  expect(failure).toMatchObject({ kind: 'invalid', code: 'redirect' })
})

test('what the service says about a person does not reach the message', () => {
  const body = Buffer.from('{"status":"409","scimType":"uniqueness","detail":"ada@acme.test exists"}')
  expect(failureOfAnswer({ status: 409, headers: json, body }, 'app.test', now)?.message).not.toContain('ada')
})
