import { createHash } from 'node:crypto'
import { toCivilDate } from '@rollcall/shared/civil-date'
import type { Account } from '@rollcall/shared/connector/account'
import type { Id } from '@rollcall/shared/ids'
import { parseEntry } from '@rollcall/shared/ledger/entry'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTestDatabase, testDialects } from '../../test/open-test-database.ts'
import type { Database } from '../database/database.ts'
import { LedgerEntry } from '../ledger/ledger-entry.entity.ts'
import { Person } from '../roster/person.entity.ts'
import { AccountRecord } from './account.entity.ts'
import { listOrphans } from './list-orphans.ts'
import { recordInventory } from './record-inventory.ts'
import { type Observation, recordObservation } from './record-observation.ts'

const organization: Id<'organization'> = `org_${'1'.repeat(32)}`
const ada: Id<'person'> = `per_${'a'.repeat(32)}`
const max: Id<'person'> = `per_${'b'.repeat(32)}`
const at = new Date('2026-06-01T08:00:00.000Z')
const later = new Date('2026-06-01T08:00:01.000Z')

const account = (nativeId: string, rest: Partial<Account> = {}): Account => ({
  nativeId,
  userName: `${nativeId}@example.test`,
  active: true,
  profile: {},
  entitlements: [],
  ...rest,
})
const adas = account('ada', { profile: { displayName: 'Ada Byron' }, entitlements: ['staff'] })

describe.each(testDialects)('observed accounts on %s', (dialect) => {
  let database: Database
  let random: (bytes: number) => Uint8Array

  beforeEach(async () => {
    database = await openTestDatabase(dialect)
    let calls = 0
    random = (bytes) => createHash('sha256').update(String(calls++)).digest().subarray(0, bytes)
    await database.transact(async (em) => {
      for (const [id, givenName, familyName] of [
        [ada, 'Ada', 'Byron'],
        [max, 'Max', 'Noether'],
      ] as const)
        em.create(Person, {
          id,
          organization,
          source: `src_${'4'.repeat(32)}`,
          personKey: givenName,
          facts: {
            personKey: givenName,
            givenName,
            familyName,
            workEmail: `${givenName.toLowerCase()}@example.test`,
            engagements: [{ engagementKey: givenName, type: 'employee', startDate: toCivilDate('2020-01-01') }],
          },
          factsDigest: '0',
          presence: 'present',
          missingSince: null,
          status: 'active',
          recordedAt: at,
          wakeAt: null,
          needsPlanning: false,
        })
    })
  })
  afterEach(() => database[Symbol.asyncDispose]())

  const list = (accounts: readonly Account[], complete = true, requestedAt = later) =>
    database.transact((em) => recordInventory(em, { organization, app: 'wiki', at, requestedAt, random, accounts, complete }))
  const observe = (rest: Partial<Observation>) =>
    database.transact((em) =>
      recordObservation(em, { organization, app: 'wiki', at, random, person: ada, query: null, account: null, created: false, ...rest }),
    )
  const stored = (nativeId: string) => database.read((em) => em.findOneOrFail(AccountRecord, { nativeId }))
  const entries = async () =>
    (await database.read((em) => em.find(LedgerEntry, {}, { orderBy: { position: 'asc' } }))).map(({ leaf }) => parseEntry(leaf))

  test('a listing stores accounts, links the certain ones and reports the others once', async () => {
    expect(await list([adas, account('printer')])).toEqual({ linked: 1, review: 0, orphans: 1, vanished: 0, missing: 0, isPartial: false })
    expect(await stored('ada')).toMatchObject({ person: ada, linkedBy: 'address', present: true, entitlements: ['staff'] })
    const first = await entries()
    expect(first).toMatchObject([
      { t: 'account.linked', sub: ada, how: 'rule', rule: 'address', app: 'wiki' },
      { t: 'account.orphan_found', account: (await stored('printer')).id },
    ])
    expect(await list([adas, account('printer')])).toEqual({ linked: 0, review: 0, orphans: 1, vanished: 0, missing: 0, isPartial: false })
    expect(await entries()).toEqual(first)
  })

  test('a later listing brings states up to date and keeps the link', async () => {
    await list([adas])
    await list([{ ...adas, userName: 'countess@example.test', active: false, entitlements: [] }])
    expect(await stored('ada')).toMatchObject({ person: ada, userName: 'countess@example.test', active: false, entitlements: [] })
  })

  test('what a whole listing lacks is gone, and comes back with its link', async () => {
    await list([adas, account('printer')])
    expect(await list([account('printer')])).toMatchObject({ vanished: 1 })
    expect(await stored('ada')).toMatchObject({ present: false, person: ada })
    await list([adas, account('printer')])
    expect(await stored('ada')).toMatchObject({ present: true, person: ada })
  })

  test('what a listing lacks that broke off is not gone', async () => {
    await list([adas])
    expect(await list([], false)).toMatchObject({ vanished: 0 })
    expect(await stored('ada')).toMatchObject({ present: true })
  })

  test.each([
    [20, 5, false],
    [20, 6, true],
    [100, 10, false],
    [100, 11, true],
  ])('of %d accounts, %d may be gone before a listing counts as partial: %s', async (present, gone, isPartial) => {
    const all = Array.from({ length: present }, (_, index) => account(`n${index}`))
    await list(all)
    expect(await list(all.slice(gone))).toMatchObject({ vanished: isPartial ? 0 : gone, missing: gone, isPartial })
    expect(await stored('n0')).toMatchObject({ present: isPartial })
  })

  test('a listing that comes back empty hides nobody, and the ledger says so', async () => {
    await list(Array.from({ length: 20 }, (_, index) => account(`n${index}`)))
    expect(await list([])).toMatchObject({ vanished: 0, missing: 20, isPartial: true })
    expect(await database.read((em) => em.count(AccountRecord, { present: true }))).toBe(20)
    expect((await entries()).slice(-2)).toMatchObject([
      { t: 'guard.tripped', guard: 'listing.wiki', count: 20, limit: 5 },
      { t: 'notice.given', kind: 'listing_partial' },
    ])
  })

  test('an account that was seen after the listing was asked for is not gone', async () => {
    await list([adas])
    expect(await list([], true, at)).toMatchObject({ vanished: 0 })
    expect(await stored('ada')).toMatchObject({ present: true })
    expect(await list([])).toMatchObject({ vanished: 1 })
  })

  test('listings of one app say nothing about another', async () => {
    await list([adas])
    await database.transact((em) => recordInventory(em, { organization, app: 'crm', at, requestedAt: later, random, accounts: [] }))
    expect(await stored('ada')).toMatchObject({ present: true })
  })

  test('orphans come with a guess at their owner', async () => {
    await list([account('max'), account('printer')])
    const orphans = await database.read((em) => listOrphans(em, { organization, at }))
    expect(orphans.map(({ account: { nativeId }, candidates }) => [nativeId, candidates])).toEqual([
      ['max', [{ person: max, rule: 'address_only', score: 0.8, name: 'Max Noether', status: 'active' }]],
      ['printer', []],
    ])
  })

  test('an account that we created is its person’s', async () => {
    await observe({ account: account('new'), created: true })
    expect(await stored('new')).toMatchObject({ person: ada, linkedBy: 'created', present: true })
    expect(await entries()).toMatchObject([{ t: 'account.linked', sub: ada, how: 'created' }])
  })

  test('a reading that shows an account of somebody whose access is over has them planned, once', async () => {
    const { facts } = await database.read((em) => em.findOneOrFail(Person, { id: max }))
    const engagements = facts.engagements.map((one) => ({ ...one, endDate: toCivilDate('2026-05-31') }))
    const needsPlanning = async (id: Id<'person'>) => (await database.read((em) => em.findOneOrFail(Person, { id }))).needsPlanning
    await database.transact((em) => em.nativeUpdate(Person, { id: max }, { facts: { ...facts, engagements } }))
    await observe({ person: max, account: account('late'), created: true })
    await observe({ person: ada, account: account('fine'), created: true })
    expect([await needsPlanning(max), await needsPlanning(ada)]).toEqual([true, false])
    await database.transact((em) => em.nativeUpdate(Person, { id: max }, { needsPlanning: false }))
    await observe({ person: max, account: account('late') })
    expect(await needsPlanning(max)).toBe(false)
  })

  test('an account that was only read is not linked by the reading', async () => {
    await observe({ account: account('shared') })
    expect(await stored('shared')).toMatchObject({ person: null })
    await observe({ account: account('marked', { externalId: ada }) })
    expect(await stored('marked')).toMatchObject({ person: ada, linkedBy: 'external_id' })
  })

  test('a reading never takes an account from somebody else', async () => {
    await list([adas])
    await observe({ person: max, account: { ...adas, externalId: max, active: false }, created: true })
    expect(await stored('ada')).toMatchObject({ person: ada, active: false })
  })

  test('an account that a reading did not find is gone', async () => {
    await list([adas])
    await observe({ query: { nativeId: 'ada', userName: 'ada@example.test' } })
    expect(await stored('ada')).toMatchObject({ present: false, person: ada })
  })
})
