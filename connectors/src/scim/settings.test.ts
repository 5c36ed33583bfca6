import { expect, test } from 'vitest'
import { scimSettingsSchema } from './settings.ts'

test('a base URL is enough', () => {
  expect(scimSettingsSchema.parse({ baseUrl: 'https://app.test/scim/v2' })).toEqual({
    baseUrl: 'https://app.test/scim/v2',
    pageSize: 100,
    update: 'discover',
    entitlements: 'discover',
    scanUpTo: 500,
    timeoutMs: 30_000,
    shortWaitMs: 2_000,
  })
})

test.each(['http://127.0.0.1:8080', 'http://[::1]:8080/scim', 'http://localhost/scim'])(
  'clear text is allowed on this machine: %s',
  (baseUrl) => {
    expect(scimSettingsSchema.safeParse({ baseUrl }).success).toBe(true)
  },
)

test.each([
  'http://app.test/scim',
  'https://user:secret@app.test',
  'https://app.test/?token=x',
  'https://app.test/#x',
  'ftp://app.test',
  'app.test',
  '',
])('the base URL "%s" is refused', (baseUrl) => {
  expect(scimSettingsSchema.safeParse({ baseUrl }).success).toBe(false)
})

test('an unknown setting is refused', () => {
  expect(scimSettingsSchema.safeParse({ baseUrl: 'https://app.test', tokne: 'x' }).success).toBe(false)
})
