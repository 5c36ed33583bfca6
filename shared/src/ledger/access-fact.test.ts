import { expect, test } from 'vitest'
import { classOf, isDestructive, type Verb, verbs } from '../connector/verbs.ts'
import { accessFact } from './access-fact.ts'

const entryOf: Readonly<Record<Verb, string>> = {
  'account.list': 'access.verified',
  'account.read': 'access.verified',
  'account.prepare': 'access.changed',
  'account.create': 'access.granted',
  'account.restore': 'access.granted',
  'account.suspend': 'access.revoked',
  'account.rename': 'access.changed',
  'account.delete': 'access.revoked',
  'sessions.end': 'access.revoked',
  'profile.update': 'access.changed',
  'entitlement.grant': 'access.granted',
  'entitlement.revoke': 'access.revoked',
}

test.each(verbs)('%s has its entry, and what it changed is told from what was so already', (verb) => {
  const t = entryOf[verb]
  const isRead = classOf[verb] === 'read'
  expect(accessFact({ verb, outcome: 'changed' })).toEqual(isRead ? { t } : { t, res: 'changed' })
  expect(accessFact({ verb, outcome: 'already' })).toEqual(isRead ? { t } : { t, res: 'already' })
})

test.each(verbs)('%s that failed is told as failed and as nothing else', (verb) => {
  expect(accessFact({ verb, outcome: 'failed', failure: { kind: 'conflict', code: 'still_active' } })).toEqual({
    t: 'access.failed',
    failure: 'conflict',
  })
  expect(accessFact({ verb, outcome: 'failed' })).toEqual({ t: 'access.failed', failure: 'unknown' })
})

test('what takes something away from a person is told as revoked, and nothing else is', () => {
  expect(verbs.filter((verb) => accessFact({ verb, outcome: 'changed' }).t === 'access.revoked')).toEqual(verbs.filter(isDestructive))
})
