import type { Account } from '@rollcall/shared/connector/account'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import { TestCompany } from '../../test/test-company.ts'
import { openExceptionByHand } from '../policy/open-exception-by-hand.ts'
import { listQuestions } from '../questions/list-questions.ts'
import { AccountRecord } from './account.entity.ts'
import { commandAccount } from './command-account.ts'
import { linkAccount } from './link-account.ts'

describe.each(testDialects)('questions about changes by hand on %s', (dialect) => {
  let company: TestCompany
  beforeEach(async () => {
    company = await TestCompany.open(dialect)
    await company.settle({ ada: {}, max: { department: 'Sales' }, eve: {} })
    await company.plan()
    company.moveTo('2026-06-02T08:00:00Z')
  })
  afterEach(() => company[Symbol.asyncDispose]())

  /** An hour later the wiki shows this of somebody; of everybody else, what it showed before. */
  const show = async (key: string, rest: Partial<Account> | 'gone') => {
    company.moveTo(new Date(company.at.getTime() + 3_600_000).toISOString())
    const there = { app: 'wiki', $or: [{ present: true }, { nativeId: key }] }
    const known = await company.ports.database.read((em) => em.find(AccountRecord, there, { orderBy: { nativeId: 'asc' } }))
    const accounts = known.map(({ nativeId, userName, externalId, active, profile, entitlements }) => {
      const account = { nativeId, userName, ...(externalId ? { externalId } : {}), active, profile, entitlements }
      return nativeId === key && rest !== 'gone' ? { ...account, ...rest } : account
    })
    await company.list(
      'wiki',
      accounts.filter(({ nativeId }) => nativeId !== key || rest !== 'gone'),
    )
  }
  const states = async () =>
    (await listQuestions(company.ports.database, { organization: company.organization, all: true, limit: 50 })).map(
      ({ kind, state }) => `${kind} ${state}`,
    )

  test.each<[string, Partial<Account> | 'gone', Partial<Account>]>([
    ['a grant', { entitlements: ['readers', 'sales'] }, { entitlements: ['readers'] }],
    ['something taken', { entitlements: [] }, { entitlements: ['readers'] }],
    ['an account switched off', { active: false }, { active: true }],
    ['an account deleted', 'gone', {}],
  ])('%s is asked about no more once somebody undid it', async (_what, change, undone) => {
    await show('ada', change)
    expect(await states()).toEqual(['drift open'])
    await show('max', {})
    expect(await states()).toEqual(['drift open'])
    await show('ada', undone)
    expect(await states()).toEqual(['drift moot'])
    await company.plan()
    expect(await company.jobs()).toEqual([])
  })

  test('what is undone in part is asked about still', async () => {
    await show('max', { entitlements: [] })
    await show('max', { entitlements: ['sales'] })
    expect(await states()).toEqual(['drift open'])
  })

  test('whoever leaves is asked about no more: all of it is taken', async () => {
    await show('ada', { entitlements: ['readers', 'sales'] })
    await company.upload({ ada: { end: '2026-06-01' } })
    await company.plan()
    expect(await states()).toEqual(['drift moot'])
    expect(await company.jobs('queued')).toMatchObject([{ app: 'wiki', event: 'leaver' }])
  })

  test('what policy or an exception gives by now is no question', async () => {
    await show('ada', { entitlements: ['readers', 'sales'] })
    await company.upload({ ada: { department: 'Sales' } })
    await company.plan()
    expect(await states()).toEqual(['drift moot'])
    await show('eve', { entitlements: ['readers', 'sales'] })
    const { ports, organization, owner: by } = company
    const { id: person } = await company.person('eve')
    const terms = { kind: 'grant', app: 'wiki', entitlement: 'sales', days: 3, reason: 'cover' } as const
    await openExceptionByHand(ports, { organization, by, person, ...terms })
    await company.plan()
    expect(await states()).toEqual(['drift moot', 'drift moot'])
  })

  test('an account that is another’s by now is no question about the first', async () => {
    await show('ada', { entitlements: ['readers', 'sales'] })
    const { organization, owner: by, ports } = company
    const { id: account } = await ports.database.read((em) => em.findOneOrFail(AccountRecord, { nativeId: 'ada' }))
    const { id: person } = await company.person('eve')
    await commandAccount(ports, organization, (em, moment) => linkAccount(em, { organization, by, account, person }, moment))
    await show('max', {})
    expect(await states()).toContain('drift moot')
  })

  test('a grant by hand of somebody who moved stays in question, however often they are looked at', async () => {
    await company.upload({ ada: { department: 'Board' } })
    await company.plan()
    await company.work()
    await company.touch('ada', 'wiki', { entitlements: ['readers', 'sales'] })
    await company.upload({ ada: { department: 'Law' } })
    await company.plan()
    expect(await states()).toEqual(['hand_grant open'])
    await company.upload({ ada: { title: 'Judge' } })
    await company.plan()
    await show('max', {})
    expect(await states()).toEqual(['hand_grant open'])
    await show('ada', { entitlements: ['readers'] })
    expect(await states()).toEqual(['hand_grant moot'])
  })
})
