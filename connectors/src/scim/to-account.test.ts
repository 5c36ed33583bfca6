import { expect, test } from 'vitest'
import { userSchema } from './resources.ts'
import { scimSettingsSchema } from './settings.ts'
import { toAccount } from './to-account.ts'

const extension = 'urn:example:scim:schemas:extension:activity:2.0:User'

function signedIn(attributes: object, lastSignIn?: { attribute: string; absent?: 'never' | 'unknown' }) {
  const settings = scimSettingsSchema.parse({ baseUrl: 'https://scim.example', ...(lastSignIn && { lastSignIn }) })
  return toAccount(userSchema.parse({ id: '1', userName: 'ada', ...attributes }), [], settings.lastSignIn).signedIn
}

test('whether anybody signed in is unknown unless the settings name the attribute that says so', () => {
  expect(signedIn({ lastLogin: '2026-11-20T08:00:00Z' })).toBeUndefined()
})

test.each([
  ['a time in the core', 'lastLogin', { lastLogin: '2026-11-20T08:00:00Z' }],
  ['seconds in the core', 'lastLogin', { lastLogin: 1_795_161_600 }],
  ['a time in an extension', `${extension}:lastLogin`, { [extension]: { lastLogin: '2026-11-20T08:00:00Z' } }],
])('%s means that somebody did', (_what, attribute, attributes) => {
  expect(signedIn(attributes, { attribute })).toBe('seen')
})

test.each([
  ['nothing', {}],
  ['null', { lastLogin: null }],
  ['an empty text', { lastLogin: '' }],
  ['zero', { lastLogin: 0 }],
  ['the first day of .NET', { lastLogin: '0001-01-01T00:00:00Z' }],
  ['something else', { lastLogin: { at: 1 } }],
])('%s means "never" only where the settings say that it does', (_what, attributes) => {
  expect(signedIn(attributes, { attribute: 'lastLogin' })).toBeUndefined()
  expect(signedIn(attributes, { attribute: 'lastLogin', absent: 'never' })).toBe('never')
})
