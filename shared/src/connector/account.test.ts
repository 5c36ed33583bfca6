import { expect, test } from 'vitest'
import { type Account, accountSchema } from './account.ts'

const account: Account = { nativeId: '1', userName: 'ada', active: true, profile: {}, entitlements: [] }

test('an account with names in any script is accepted', () => {
  const profile = { givenName: 'Ада', familyName: '愛 👩‍👩‍👧', displayName: 'Ada “the first”' }
  expect(accountSchema.parse({ ...account, profile })).toEqual({ ...account, profile })
})

test.each(['a\u0000b', 'a\u001bb', 'a\nb', 'a\u0085b', 'a\ud83d', '\udc69b'])('%j is refused wherever an account holds text', (odd) => {
  for (const changes of [
    { nativeId: odd },
    { userName: odd },
    { externalId: odd },
    { entitlements: [odd] },
    { profile: { givenName: odd } },
    { profile: { familyName: odd } },
    { profile: { displayName: odd } },
    { profile: { email: odd } },
    { profile: { title: odd } },
    { profile: { department: odd } },
  ])
    expect(accountSchema.safeParse({ ...account, ...changes }).success, JSON.stringify(changes)).toBe(false)
})
