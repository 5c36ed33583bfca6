import type { Account } from '@rollcall/shared/connector/account'
import { expect, test } from 'vitest'
import { readAccount } from './read-account.ts'

const account: Account = { nativeId: '1', userName: 'ada', active: true, profile: {}, entitlements: ['sales'] }

test('odd characters in a profile are cleaned, so that the account can still be worked with', () => {
  const profile = { givenName: 'A\u0000da', title: 'Head of\r\nSales', department: 'R\ud83d', displayName: 'Ада 👩‍👧' }
  expect(readAccount({ ...account, profile }).profile).toEqual({
    givenName: 'Ada',
    title: 'Head of Sales',
    department: 'R\ufffd',
    displayName: 'Ада 👩‍👧',
  })
})

test.each([
  { nativeId: '1\u0000' },
  { userName: 'ada\ud83d' },
  { externalId: 'per\n' },
  { entitlements: ['sales\u0007'] },
  { profile: { title: 'x'.repeat(300) } },
])('an account with %j is unreadable, and is never shown as another one', (changes) => {
  expect(() => readAccount({ ...account, ...changes })).toThrow(expect.objectContaining({ kind: 'invalid', code: 'unreadable_account' }))
})
