import type { Account } from '@rollcall/shared/connector/account'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import { TestCompany, testPolicy } from '../../test/test-company.ts'
import { openExceptionsOf } from '../policy/open-exceptions.ts'
import { answerQuestion } from '../questions/answer-question.ts'
import { listQuestions } from '../questions/list-questions.ts'
import { AccountRecord } from './account.entity.ts'
import { disableOldOrphans } from './disable-old-orphans.ts'
import { findDueListings } from './find-due-listings.ts'

const policyWith = (settings: string) => testPolicy.replace('title: Wiki\n', `title: Wiki\n    ${settings}\n`)

describe.each(testDialects)('reconciliation on %s', (dialect) => {
  let company: TestCompany
  beforeEach(async () => {
    company = await TestCompany.open(dialect)
    await company.settle({ ada: {}, max: { department: 'Sales' } })
    await company.plan()
    company.moveTo('2026-06-02T08:00:00Z')
  })
  afterEach(() => company[Symbol.asyncDispose]())

  const records = () =>
    company.ports.database.read((em) => em.find(AccountRecord, { app: 'wiki', present: true }, { orderBy: { nativeId: 'asc' } }))
  /** The wiki as it was, with what somebody changed by hand. */
  const list = async (change: (account: Account) => Account, more: readonly Account[] = []) => {
    const accounts = (await records()).map(({ nativeId, userName, externalId, active, profile, entitlements }) =>
      change({ nativeId, userName, ...(externalId ? { externalId } : {}), active, profile, entitlements }),
    )
    await company.list('wiki', [...accounts, ...more])
  }
  const same = (account: Account) => account
  const change = (nativeId: string, rest: Partial<Account>) => (account: Account) =>
    account.nativeId === nativeId ? { ...account, ...rest } : account
  const questions = () => listQuestions(company.ports.database, { organization: company.organization, all: false, limit: 50 })
  const answer = async (word: string, rest: { days?: number } = {}) => {
    const [question] = await questions()
    if (question === undefined) throw new Error('nothing is asked')
    const command = { organization: company.organization, by: company.owner, question: question.id, answer: word, ...rest }
    await answerQuestion(company.ports, command)
    await company.plan()
  }
  const stranger: Account = { nativeId: 'printer', userName: 'printer', active: true, profile: {}, entitlements: [] }

  test('a grant by hand is asked about, and left alone until somebody answers', async () => {
    await list(change('ada', { entitlements: ['readers', 'sales'] }))
    expect(await questions()).toMatchObject([{ kind: 'drift', app: 'wiki', details: { gained: ['sales'], lost: [], state: null } }])
    await company.plan()
    expect(await company.jobs('queued')).toEqual([])
    await answer('correct')
    expect(await company.jobs('queued')).toMatchObject([{ app: 'wiki', steps: [{ verb: 'entitlement.revoke', entitlement: 'sales' }] }])
  })

  test('what somebody took is asked about, also where the app lists something else twice', async () => {
    await list(change('ada', { entitlements: ['readers', 'sales'] }))
    await answer('accept', { days: 30 })
    company.at = new Date(company.at.getTime() + 60_000)
    await list(change('ada', { entitlements: ['readers', 'readers'] }))
    expect(await questions()).toMatchObject([{ kind: 'drift', details: { gained: [], lost: ['sales'] } }])
  })

  test('a grant by hand that is accepted is an exception that ends by itself', async () => {
    const ada = (await company.person('ada')).id
    await list(change('ada', { entitlements: ['readers', 'sales'] }))
    await answer('accept', { days: 5 })
    const inForce = (at: string) => company.ports.database.read((em) => openExceptionsOf(em, [ada], new Date(at)))
    expect((await inForce('2026-06-07T07:59:59Z')).get(ada)).toMatchObject([{ kind: 'grant', app: 'wiki', entitlement: 'sales' }])
    expect((await inForce('2026-06-07T08:00:00Z')).size).toBe(0)
    expect(await company.jobs('queued')).toEqual([])
    company.moveTo('2026-06-03T08:00:00Z')
    await list(same)
    expect(await questions()).toEqual([])
  })

  test('an app that corrects by itself gives back what somebody took, and asks nobody', async () => {
    await company.save(policyWith('drift: { answer: correct }'))
    await company.plan()
    await list(change('max', { entitlements: ['readers'] }))
    await company.plan()
    expect(await questions()).toEqual([])
    expect(await company.jobs('queued')).toMatchObject([{ steps: [{ verb: 'entitlement.grant', entitlement: 'sales' }] }])
  })

  test('an account that somebody deleted is asked about too', async () => {
    const others = (await records()).filter(({ nativeId }) => nativeId !== 'max')
    await company.list(
      'wiki',
      others.map(({ nativeId, userName, active, profile, entitlements }) => ({ nativeId, userName, active, profile, entitlements })),
    )
    expect(await questions()).toMatchObject([{ kind: 'drift', name: 'max Test', details: { state: 'deleted', lost: [] } }])
  })

  test('what policy does not name, and what only brings an account nearer to policy, is no drift', async () => {
    await list(change('ada', { entitlements: ['readers', 'chess-club'] }))
    expect(await questions()).toEqual([])
  })

  test('an account that turns up is asked about once, and switched off after the days that policy gives', async () => {
    await company.save(policyWith('orphans: { disableAfterDays: 7 }'))
    await list(same, [stranger])
    expect(await questions()).toMatchObject([{ kind: 'orphan', details: { userName: 'printer' } }])
    const disable = () =>
      company.ports.database.transact((em) => disableOldOrphans(em, company.organization, { at: company.at, random: company.ports.random }))
    company.moveTo('2026-06-09T07:59:59Z')
    expect(await disable()).toBe(0)
    company.moveTo('2026-06-09T08:00:00Z')
    expect(await disable()).toBe(1)
    expect(await company.jobs('queued')).toMatchObject([
      { event: 'orphan', person: null, case: null, account: { nativeId: 'printer' }, steps: [{ verb: 'account.suspend' }] },
    ])
    expect(await disable()).toBe(0)
  })

  test('an orphan that somebody keeps, or that the first listing showed, is not switched off', async () => {
    await company.save(policyWith('orphans: { disableAfterDays: 7 }'))
    await list(same, [stranger])
    await answer('keep')
    await company.list('crm', [])
    company.moveTo('2026-08-01T08:00:00Z')
    const moment = { at: company.at, random: company.ports.random }
    expect(await company.ports.database.transact((em) => disableOldOrphans(em, company.organization, moment))).toBe(0)
  })

  test('an address alone takes nothing from somebody who has left until a second listing shows it too', async () => {
    await company.upload({ eve: { start: '2020-01-01', end: '2026-05-01' } })
    await company.plan()
    const eves: Account = { ...stranger, nativeId: 'eve', userName: 'eve@larkfield.example', profile: { displayName: 'eve Test' } }
    await list(same, [eves])
    await company.plan()
    expect((await records()).find(({ nativeId }) => nativeId === 'eve')).toMatchObject({ linkedBy: 'address', linkVerified: false })
    expect(await company.jobs('queued')).toEqual([])
    company.moveTo('2026-06-02T08:01:00Z')
    await list(same)
    await company.plan()
    expect((await records()).find(({ nativeId }) => nativeId === 'eve')).toMatchObject({ linkVerified: true })
    expect((await company.jobs('queued')).map(({ account }) => account?.nativeId)).toEqual(['eve'])
  })

  test('apps that an agent can list are listed when they are due, and after a downtime too', async () => {
    const { database } = company.ports
    const { organization } = company
    const due = async (instant: string) => database.transact((em) => findDueListings(em, { organization, at: new Date(instant) }))
    expect(await due('2026-06-02T07:59:59Z')).toEqual([])
    expect(await due('2026-06-02T08:00:00Z')).toEqual(['crm', 'wiki'])
    expect(await due('2026-06-03T07:59:59Z')).toEqual([])
    expect(await due('2026-06-20T08:00:00Z')).toEqual(['crm', 'wiki'])
    expect(await due('2026-06-20T08:00:30Z')).toEqual([])
  })

  test('an account that shows somebody else’s marker by now is asked about, and never moved', async () => {
    const ada = (await company.person('ada')).id
    const { id: max } = await company.person('max')
    await list(change('ada', { externalId: max }))
    expect(await questions()).toMatchObject([{ kind: 'account_match', details: { linkedTo: ada, candidates: [{ person: max }] } }])
    expect((await records())[0]).toMatchObject({ nativeId: 'ada', person: ada, linkVerified: false })
  })
})
