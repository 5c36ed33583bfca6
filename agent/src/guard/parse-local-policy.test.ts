import { verbs } from '@rollcall/shared/connector/verbs'
import { describe, expect, test } from 'vitest'
import { defaultPolicyText } from './default-policy.ts'
import { isAllowed, isProtected } from './local-policy.ts'
import { matchesGlob } from './matches-glob.ts'
import { parseLocalPolicy } from './parse-local-policy.ts'

test('the policy that enrol writes allows reading and nothing else', () => {
  const policy = parseLocalPolicy('p', defaultPolicyText)
  expect(verbs.filter((verb) => isAllowed(policy, 'crm', verb))).toEqual(['account.list', 'account.read'])
  expect(policy.limits.perHour).toEqual({ suspend: 20, revoke: 50, grant: 100, delete: 5 })
})

test('an empty file is the strictest policy', () => {
  expect(parseLocalPolicy('p', '')).toMatchObject({ allow: [], paused: false })
})

describe('what is not understood is refused with line and column', () => {
  test.each([
    ['an unknown field', 'allow: []\nalow: []\n', 'p:2:1', '"alow"'],
    ['an unknown field inside', 'limits:\n  perHour:\n    suspnd: 1\n', 'p:3:5', '"suspnd"'],
    ['an unknown verb', 'allow:\n  - app: crm\n    verbs: [account.destroy]\n', 'p:3:13', 'verbs'],
    ['a protected entry that names nobody', 'protected:\n  - app: crm\n', 'p:2:5', 'userName or externalId'],
    ['a number in words', 'limits: { perHour: { grant: many } }\n', 'p:1:29', 'grant'],
    ['broken YAML', 'allow: [\n', 'p:2:1', 'YAML'],
    ['a key twice', 'paused: true\npaused: false\n', 'p:2:1', 'YAML'],
    ['an alias', 'allow: &a []\nprotected: *a\n', 'p:', 'aliases'],
  ])('%s', (_what, text, place, named) => {
    const act = () => parseLocalPolicy('p', text)
    expect(act).toThrow(place)
    expect(act).toThrow(named)
  })
})

test.each([
  ['admin*', 'Admin-3', true],
  ['*@example.com', 'ada@EXAMPLE.com', true],
  ['a*b*c', 'axxbyyc', true],
  ['a*b*c', 'acb', false],
  ['ab*ba', 'aba', false],
  ['ada', 'adam', false],
  ['*', '', true],
])('the pattern %s on %s gives %s', (pattern, text, expected) => {
  expect(matchesGlob(pattern, text)).toBe(expected)
})

test('one key is enough to protect, and only in the app that the entry names', () => {
  const policy = parseLocalPolicy('p', 'protected:\n  - { app: crm, userName: root, externalId: per_1 }\n')
  expect(isProtected(policy, 'crm', { userName: 'other', externalId: 'per_1' })).toBe(true)
  expect(isProtected(policy, 'erp', { userName: 'root' })).toBe(false)
})
