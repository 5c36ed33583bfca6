import type { Account } from '@rollcall/shared/connector/account'
import { parseEntry } from '@rollcall/shared/ledger/entry'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import { TestCompany } from '../../test/test-company.ts'
import { JobRecord } from '../dispatch/job.entity.ts'
import { LedgerEntry } from '../ledger/ledger-entry.entity.ts'
import { Notice } from '../notifications/notice.entity.ts'
import { acceptFall } from './accept-fall.ts'
import { AccountRecord } from './account.entity.ts'
import { Reconciler } from './reconciler.ts'

const apps = ['a', 'b', 'c', 'd', 'e']
const policyWith = (settings = '') => `
version: 1
company: { timeZone: Europe/Berlin }
apps:
${apps.map((app) => `  ${app}:\n    title: ${app}\n    account: { userName: person.workEmail }\n${settings}`).join('')}
rules:
  - { name: everyone, when: 'true', grant: [a] }
`
const quarterMs = 900_000
const dayMs = 86_400_000

describe.each(testDialects)('the reconciler on %s', (dialect) => {
  let company: TestCompany
  let reconciler: Reconciler
  const open = async (document: string) => {
    company = await TestCompany.open(dialect, document)
    reconciler = new Reconciler(company.ports)
  }
  beforeEach(() => open(policyWith()))
  afterEach(() => company[Symbol.asyncDispose]())

  const pass = (ms: number) => company.moveTo(new Date(company.at.getTime() + ms).toISOString())
  const underWay = async () => (await company.jobs('queued')).filter(({ event }) => event === 'inventory').map(({ app }) => app)
  /** Listings asked for from now on, by app, in as many looks as the loop takes. */
  const look = async (looks = 1) => {
    for (let count = 0; count < looks; count++) await reconciler.tick(company.at)
    return underWay()
  }
  /** An agent does what it was asked for. */
  const finish = async () => {
    for (const app of await underWay()) await company.list(app, [])
    const { at } = company
    await company.ports.database.transact((em) => em.nativeUpdate(JobRecord, { state: 'queued' }, { state: 'done', finishedAt: at }))
  }
  const notices = () => company.ports.database.read((em) => em.find(Notice, {}, { orderBy: { at: 'asc' } }))
  const entries = async () => {
    const kept = await company.ports.database.read((em) => em.find(LedgerEntry, {}, { orderBy: { position: 'asc' } }))
    return kept.map(({ leaf }) => parseEntry(leaf))
  }

  test('apps that are new are listed within a quarter of an hour, not all in one minute', async () => {
    expect(await look()).toEqual([])
    pass(4 * 60_000)
    expect(await look(3)).toEqual([])
    const seen = new Set<number>()
    for (let minute = 4; minute < 15; minute++) {
      pass(60_000)
      seen.add((await look()).length)
    }
    expect(await underWay()).toHaveLength(apps.length)
    expect(seen.size).toBeGreaterThan(2)
  })

  test('an app whose listing is under way is not listed a second time', async () => {
    await look()
    pass(quarterMs)
    expect(await look(3)).toHaveLength(apps.length)
    pass(dayMs)
    expect((await look(3)).toSorted()).toEqual(apps)
  })

  test('after a week without Rollcall each app is listed once, a few at a time', async () => {
    await look()
    pass(quarterMs)
    await look(3)
    await finish()
    pass(7 * dayMs)
    expect(await look()).toHaveLength(3)
    expect((await look()).toSorted()).toEqual(apps)
    await finish()
    expect(await look(3)).toEqual([])
    pass(dayMs - 1)
    expect(await look(3)).toEqual([])
    pass(1)
    expect((await look(2)).toSorted()).toEqual(apps)
  })

  test('apps that no agent can list are left out until one can', async () => {
    company.able.set('b', [])
    company.able.set('d', ['account.read'])
    await company.serve()
    await look()
    pass(quarterMs)
    expect((await look(3)).toSorted()).toEqual(['a', 'c', 'e'])
    company.able.clear()
    await company.serve()
    await look()
    pass(quarterMs)
    expect((await look(3)).toSorted()).toEqual(apps)
  })

  test('policy says how often, and null means by command only', async () => {
    await company[Symbol.asyncDispose]()
    await open(policyWith('    listEveryHours: 6\n').replace('listEveryHours: 6', 'listEveryHours: null'))
    await look()
    pass(quarterMs)
    expect((await look(3)).toSorted()).toEqual(['b', 'c', 'd', 'e'])
    await finish()
    pass(6 * 3_600_000)
    expect((await look(3)).toSorted()).toEqual(['b', 'c', 'd', 'e'])
  })

  const account = (nativeId: string): Account => ({ nativeId, userName: nativeId, active: true, profile: {}, entitlements: [] })
  const some = (count: number) => Array.from({ length: count }, (_, at) => account(`n${at}`))
  const present = () => company.ports.database.read((em) => em.count(AccountRecord, { app: 'a', present: true }))

  test('a fall that an operator accepted counts once, for whole listings only', async () => {
    const { ports, organization, owner } = company
    await company.list('a', some(40))
    await acceptFall(ports, { organization, app: 'a', by: owner, reason: 'accounts_cleaned_up' })
    expect((await entries()).slice(-2)).toMatchObject([
      { t: 'guard.released', guard: 'listing.a', member: owner },
      { t: 'operator.action', action: 'listing.accept.accounts_cleaned_up', member: owner },
    ])
    pass(60_000)
    await company.list('a', some(20))
    expect([await present(), await notices()]).toEqual([20, []])
    pass(60_000)
    await company.list('a', [])
    expect(await present()).toBe(20)
    expect(await notices()).toMatchObject([{ kind: 'listing_partial' }])
  })

  test('accounts that nobody owns go as many at a time as the guard lets an app lose, and one notice says that others wait', async () => {
    await company[Symbol.asyncDispose]()
    await open(policyWith('    orphans: { disableAfterDays: 7 }\n'))
    await company.list('a', [])
    pass(60_000)
    await company.list('a', some(8))
    pass(7 * dayMs)
    const off = async () => (await company.jobs()).filter(({ event }) => event === 'orphan').length
    await look()
    expect(await off()).toBe(3)
    expect(await notices()).toMatchObject([{ kind: 'orphans_wait', details: { app: 'a', waiting: 5 } }])
    await look(3)
    expect(await off()).toBe(3)
    expect(await notices()).toHaveLength(1)
  })
})
