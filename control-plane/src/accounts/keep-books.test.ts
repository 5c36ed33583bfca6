import type { Account } from '@rollcall/shared/connector/account'
import type { Step } from '@rollcall/shared/job'
import { describe, expect, test } from 'vitest'
import { type BookedSight, type Books, keepBooks } from './keep-books.ts'
import type { ObservedJob } from './record-observation.ts'

const at = new Date('2026-06-01T08:00:00.000Z')
const lifecycle = `cas_${'1'.repeat(32)}` as const
const suspend: Step = { verb: 'account.suspend' }
const endSessions: Step = { verb: 'sessions.end' }
const restore: Step = { verb: 'account.restore' }
const grant: Step = { verb: 'entitlement.grant', entitlement: 'sales' }
const revoke: Step = { verb: 'entitlement.revoke', entitlement: 'readers' }

const account = (rest: Partial<Account> = {}): Account => ({
  nativeId: 'ada',
  userName: 'ada',
  active: true,
  profile: {},
  entitlements: ['readers'],
  ...rest,
})
const none: Books = {
  given: [],
  remembered: null,
  suspendedBy: null,
  suspendedFor: null,
  suspendedAt: null,
  signedIn: null,
  firstSeenAt: at,
}
const job = (
  event: ObservedJob['event'],
  steps: readonly Step[],
  outcome: ObservedJob['stepOutcomes'][number] = 'changed',
): ObservedJob => ({
  case: lifecycle,
  event,
  steps,
  stepOutcomes: steps.map(() => outcome),
})
const books = (sight: Partial<BookedSight>) =>
  keepBooks({ before: { ...none, entitlements: ['readers'] }, account: account(), job: undefined, at, ...sight })
const suspended = { suspendedBy: lifecycle, suspendedFor: 'leaver', suspendedAt: at } as const

describe('an account that is off', () => {
  const off = account({ active: false })
  test('because our job switched it off says which, for what and when', () => {
    expect(books({ account: off, job: job('leaver', [suspend]) })).toMatchObject(suspended)
  })
  test('because somebody switched it off says nothing', () => {
    expect(books({ account: off })).toMatchObject({ suspendedBy: null, suspendedAt: null })
    expect(books({ account: off, job: job('leaver', [suspend], 'already') })).toMatchObject({ suspendedBy: null, suspendedAt: null })
  })
  test('stays ours at later reads, and is nobody’s once it was seen active', () => {
    const before = { ...none, ...suspended, entitlements: [] }
    expect(books({ before, account: off })).toMatchObject(suspended)
    expect(books({ before, account: account() })).toMatchObject({ suspendedBy: null, suspendedFor: null, suspendedAt: null })
  })
  test('is taken over by the case that takes more, once all that shuts it is done', () => {
    const earlier = { suspendedBy: `cas_${'2'.repeat(32)}`, suspendedAt: new Date(at.getTime() - 1) } as const
    const offFor = (suspendedFor: Books['suspendedFor']) => ({ ...none, ...earlier, suspendedFor, entitlements: [] })
    const after = (suspendedFor: Books['suspendedFor'], event: ObservedJob['event']) =>
      books({ before: offFor(suspendedFor), account: off, job: job(event, [suspend, endSessions], 'already') })
    for (const [was, event, becomes] of [
      ['leave', 'leaver', 'leaver'],
      ['hold', 'leaver', 'leaver'],
      ['mover', 'leaver', 'leaver'],
      ['leave', 'hold', 'hold'],
      ['mover', 'hold', 'hold'],
      ['hold', 'leave', 'leave'],
      ['hold', 'restore', 'leave'],
      [null, 'leaver', 'leaver'],
    ] as const)
      expect(after(was, event)).toMatchObject({ suspendedBy: lifecycle, suspendedFor: becomes, suspendedAt: at })
    for (const [was, event] of [
      ['leaver', 'leaver'],
      ['leaver', 'hold'],
      ['leaver', 'leave'],
      ['hold', 'hold'],
      ['mover', 'leave'],
      ['leave', 'mover'],
    ] as const)
      expect(after(was, event)).toMatchObject({ ...earlier, suspendedFor: was })
    const half = { ...job('leaver', [suspend, endSessions]), stepOutcomes: ['already', 'failed'] as const }
    expect(books({ before: offFor('leave'), account: off, job: half })).toMatchObject({ ...earlier, suspendedFor: 'leave' })
  })
  test('because somebody switched it off stays theirs when its sessions end, and says for what', () => {
    const theirs = { suspendedBy: null, suspendedFor: 'leaver', suspendedAt: null } as const
    expect(books({ account: off, job: job('leaver', [endSessions]) })).toMatchObject(theirs)
    expect(books({ before: { ...none, ...theirs, entitlements: [] }, account: account() })).toMatchObject({ suspendedFor: null })
  })
  test('as an orphan has a time and no case', () => {
    expect(books({ account: off, job: { ...job('orphan', [suspend]), case: null } })).toMatchObject({
      suspendedBy: null,
      suspendedFor: null,
      suspendedAt: at,
    })
  })
})

describe('what an account held before we took anything', () => {
  const bare = account({ active: false, entitlements: [] })
  test('is remembered from before the first step, and not again at the second', () => {
    const first = books({ account: account({ entitlements: [] }), job: job('leaver', [revoke]) })
    expect(first.remembered).toEqual(['readers'])
    expect(books({ before: { ...first, entitlements: [] }, account: bare, job: job('leaver', [suspend]) }).remembered).toEqual(['readers'])
  })
  test('is not remembered of a mover, nor where nothing was taken', () => {
    expect(books({ account: account({ entitlements: [] }), job: job('mover', [revoke]) }).remembered).toBeNull()
    expect(books({ account: bare, job: job('leaver', [suspend], 'already') }).remembered).toBeNull()
  })
  test('is forgotten when a job has given back what it set out to, not before', () => {
    const before = { ...none, remembered: ['readers'], entitlements: [] }
    const back = account()
    expect(books({ before, account: back, job: job('restore', [restore, grant]) }).remembered).toBeNull()
    expect(books({ before, account: back, job: job('restore', [restore, grant], 'failed') }).remembered).toEqual(['readers'])
    expect(books({ before, account: back }).remembered).toEqual(['readers'])
  })
})

test('what our jobs granted is known as given until it is gone', () => {
  const both = account({ entitlements: ['readers', 'sales'] })
  const given = books({ account: both, job: job('joiner', [grant]) })
  expect(given.given).toEqual(['sales'])
  expect(books({ before: { ...given, entitlements: [] }, account: both }).given).toEqual(['sales'])
  expect(books({ before: { ...given, entitlements: [] }, account: account() }).given).toEqual([])
})

test('who has signed in once has signed in', () => {
  expect(books({ account: account({ signedIn: 'never' }) }).signedIn).toBe('never')
  expect(books({ before: { ...none, signedIn: 'seen', entitlements: [] }, account: account({ signedIn: 'never' }) }).signedIn).toBe('seen')
  expect(books({ before: { ...none, signedIn: 'never', entitlements: [] } }).signedIn).toBe('never')
})

test('what a return gives back stays granted by hand, and ours stays ours, through the time that it is taken', () => {
  const both = account({ entitlements: ['readers', 'sales'] })
  const gone = account({ active: false, entitlements: [] })
  const left = books({
    before: { ...none, given: ['sales'], entitlements: ['readers', 'sales'] },
    account: gone,
    job: job('leave', [suspend, revoke]),
  })
  expect(left).toMatchObject({ given: ['sales'], remembered: ['readers', 'sales'] })
  const givenBack = job('restore', [
    restore,
    { verb: 'entitlement.grant', entitlement: 'readers' },
    { verb: 'entitlement.grant', entitlement: 'sales' },
  ])
  expect(books({ before: { ...left, entitlements: [] }, account: both, job: givenBack })).toMatchObject({
    given: ['sales'],
    remembered: null,
  })
})
