import { createHash } from 'node:crypto'
import { type Id, toId } from '@rollcall/shared/ids'
import { parseEntry } from '@rollcall/shared/ledger/entry'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTestDatabase, testDialects } from '../../test/open-test-database.ts'
import type { Database } from '../database/database.ts'
import { WakeUps } from '../database/wake-ups.ts'
import { DisclosureRecord } from '../ledger/disclosure.entity.ts'
import { LedgerEntry } from '../ledger/ledger-entry.entity.ts'
import type { Ports } from '../ports.ts'
import { importRoster } from './import-roster.ts'
import { listSnapshots } from './list-snapshots.ts'
import { Person } from './person.entity.ts'
import { RosterFileError } from './roster-file-error.ts'
import { Snapshot } from './snapshot.entity.ts'
import { Source } from './source.entity.ts'

const organization: Id<'organization'> = `org_${'1'.repeat(32)}`
const member: Id<'member'> = `mbr_${'2'.repeat(32)}`
const header = 'person_id,engagement_id,given_name,family_name,work_email,type,department,start_date,end_date'
const row = (at: number, department = 'Sales', end = '') =>
  `p${at},g${at},Given${at},Family${at},p${at}@example.test,employee,${department},2020-01-01,${end}`
const file = (rows: readonly string[]) => Buffer.from(`${[header, ...rows].join('\n')}\n`)
const twenty = Array.from({ length: 20 }, (_, at) => row(at))

describe.each(testDialects)('a roster import on %s', (dialect) => {
  let database: Database
  let ports: Ports
  let now: Date
  let woken: number

  beforeEach(async () => {
    database = await openTestDatabase(dialect)
    const wakeUps = new WakeUps()
    woken = 0
    wakeUps.listen('planning', () => woken++, new AbortController().signal)
    let calls = 0
    now = new Date('2026-06-01T08:00:00.000Z')
    const random = (bytes: number) => createHash('sha256').update(String(calls++)).digest().subarray(0, bytes)
    ports = { database, wakeUps, now: () => now, random, log: pino({ level: 'silent' }) }
  })
  afterEach(() => database[Symbol.asyncDispose]())

  const upload = (
    bytes: Uint8Array,
    rest: {
      expectedRows?: number
      source?: string
      newSource?: boolean
      dateFormat?: string
      acceptFall?: 'confirmed_with_hr'
      redacted?: ['end_date']
    } = {},
  ) => {
    now = new Date(now.getTime() + 60_000)
    return importRoster(ports, { organization, member, source: 'hr', bytes, ...rest })
  }
  const people = () => database.read((em) => em.find(Person, {}, { orderBy: { personKey: 'asc' } }))
  const person = (key: string) => database.read((em) => em.findOneOrFail(Person, { personKey: key }))
  const entries = async () =>
    (await database.read((em) => em.find(LedgerEntry, {}, { orderBy: { position: 'asc' } }))).map(({ leaf }) => parseEntry(leaf))
  const changes = async () => (await entries()).filter((entry) => entry.t === 'hr.change')

  test('takes the first snapshot as a baseline: everyone is stored and nothing is planned', async () => {
    const outcome = await upload(file([...twenty.slice(1), row(0, 'Sales', '2026-12-31')]))
    expect(outcome).toMatchObject({ kind: 'accepted', baseline: true, changes: { added: 20, changed: 0, removed: 0 } })
    expect((await people()).map(({ needsPlanning }) => needsPlanning)).not.toContain(true)
    expect(await person('p0')).toMatchObject({ status: 'notice', wakeAt: new Date('2026-12-31T18:00:00.000Z'), presence: 'present' })
    expect((await entries()).map(({ t }) => t)).toEqual(['operator.action', 'hr.snapshot'])
    expect(woken).toBe(1)
  })

  test('plans only for those whom a later snapshot changes', async () => {
    await upload(file(twenty))
    const before = await person('p1')
    const outcome = await upload(file([row(0, 'Finance'), ...twenty.slice(1), row(20)]))
    expect(outcome).toMatchObject({
      kind: 'accepted',
      baseline: false,
      changes: { added: 1, changed: 1, reappeared: 0, removed: 0, unchanged: 19 },
    })
    expect((await people()).filter(({ needsPlanning }) => needsPlanning).map(({ personKey }) => personKey)).toEqual(['p0', 'p20'])
    expect(await person('p0')).toMatchObject({ recordedAt: now, facts: { engagements: [{ department: 'Finance' }] } })
    expect(await person('p1')).toEqual(before)
  })

  test('keeps what changed behind salted digests in the ledger', async () => {
    await upload(file(twenty))
    await upload(file([row(0, 'Finance'), ...twenty.slice(1)]))
    const [change] = await changes()
    expect(change).toMatchObject({ t: 'hr.change', change: 'changed', sub: (await person('p0')).id })
    expect(change?.sd).toHaveLength(1)
    expect(JSON.stringify(await entries())).not.toMatch(/Finance|Given|Family|p0/)
    const [disclosure] = await database.read((em) => em.find(DisclosureRecord, {}))
    expect(disclosure).toMatchObject({ name: 'engagements[0].department', value: '"Finance"' })
  })

  test('an unchanged file changes nothing, whatever the order of its rows', async () => {
    await upload(file(twenty))
    const before = await people()
    expect(await upload(file(twenty.toReversed()))).toMatchObject({ kind: 'accepted', changes: { changed: 0, unchanged: 20 } })
    expect(await people()).toEqual(before)
  })

  test('somebody who vanished is missing, not terminated, and is planned for on return', async () => {
    await upload(file(twenty))
    expect(await upload(file(twenty.slice(1)))).toMatchObject({ changes: { removed: 1 } })
    expect(await person('p0')).toMatchObject({ presence: 'missing', missingSince: now, needsPlanning: false, status: 'active' })
    expect((await changes()).map(({ change }) => change)).toEqual(['vanished'])
    expect(await upload(file(twenty.slice(1)))).toMatchObject({ changes: { removed: 0 } })
    expect(await upload(file(twenty))).toMatchObject({ changes: { reappeared: 1, unchanged: 19 } })
    expect(await person('p0')).toMatchObject({ presence: 'present', missingSince: null, needsPlanning: true })
  })

  test('a back-dated end is planned for at once', async () => {
    await upload(file(twenty))
    await upload(file([row(0, 'Sales', '2026-01-31'), ...twenty.slice(1)]))
    expect(await person('p0')).toMatchObject({ needsPlanning: true, status: 'terminated', wakeAt: null })
  })

  test.each<[string, readonly string[], number | undefined, RegExp]>([
    ['a sharp fall', twenty.slice(6), undefined, /6 of 20 people/],
    [
      'a sharp fall that new people hide',
      [...twenty.slice(6), ...Array.from({ length: 6 }, (_, at) => row(100 + at))],
      undefined,
      /6 of 20 people/,
    ],
    ['a column that has lost its values', twenty.map((_, at) => row(at, '')), undefined, /column "department"/],
    ['another number of rows than stated', twenty, 21, /20 rows where 21 were stated/],
  ])('keeps the last good roster at %s', async (_, rows, expectedRows, reason) => {
    await upload(file(twenty))
    const before = await people()
    const outcome = await upload(file(rows), { ...(expectedRows !== undefined && { expectedRows }) })
    expect(outcome).toMatchObject({ kind: 'partial', reasons: [expect.stringMatching(reason)] })
    expect(await people()).toEqual(before)
    expect((await entries()).slice(-2)).toMatchObject([
      { t: 'hr.snapshot', res: 'partial' },
      { t: 'notice.given', kind: 'snapshot_partial' },
    ])
    expect(await upload(file(twenty))).toMatchObject({ kind: 'accepted', baseline: false })
  })

  test('a column that one row filled may become empty', async () => {
    const sparse = (filled: number) => file(twenty.map((_, at) => row(at, at < filled ? 'Sales' : '')))
    await upload(sparse(1))
    expect(await upload(sparse(0))).toMatchObject({ kind: 'accepted', changes: { changed: 1 } })
    await upload(sparse(2))
    expect(await upload(sparse(0))).toMatchObject({ kind: 'partial', reasons: [expect.stringMatching(/"department".*--accept-fall/)] })
  })

  test('a file without the column that had the one end to come is kept aside, and the end stays', async () => {
    await upload(file([row(0, 'Sales', '2026-06-12'), ...twenty.slice(1, 7)]))
    const before = await people()
    const without = Buffer.from(`${[header, ...twenty.slice(0, 7)].map((line) => line.split(',').slice(0, -1).join(',')).join('\n')}\n`)
    expect(await upload(without)).toMatchObject({ kind: 'partial', reasons: [expect.stringMatching(/"end_date".*is not in the file/)] })
    expect(await people()).toEqual(before)
    expect(await upload(without, { redacted: ['end_date'] })).toMatchObject({ kind: 'accepted', changes: { changed: 0 } })
    expect(await person('p0')).toMatchObject({ status: 'notice', facts: { engagements: [{ endDate: '2026-06-12' }] } })
  })

  test('a manager of another source is somebody, one of none is not known until HR lists them', async () => {
    const managed = (at: number, manager: string) => `${row(at)},${manager}`
    const sheet = (rows: readonly string[]) => Buffer.from(`${[`${header},manager_id`, ...rows].join('\n')}\n`)
    const notKnown = async (key: string) => (await person(key)).facts.engagements[0]?.notKnown
    await upload(file(twenty))
    await upload(sheet([managed(30, 'p1'), managed(31, 'p40')]), { source: 'agency', newSource: true })
    expect([await notKnown('p30'), await notKnown('p31')]).toEqual([undefined, ['managerKey']])
    const complete = sheet([managed(30, 'p1'), managed(31, 'p40'), managed(40, '')])
    expect(await upload(complete, { source: 'agency' })).toMatchObject({ changes: { added: 1, changed: 1, unchanged: 1 } })
    expect(await person('p31')).toMatchObject({ needsPlanning: true })
    expect(await notKnown('p31')).toBeUndefined()
  })

  test('three ends that vanish at once stay', async () => {
    await upload(file(twenty.map((_, at) => row(at, 'Sales', at < 3 ? '2026-12-31' : ''))))
    const before = await people()
    expect(await upload(file(twenty))).toMatchObject({ kind: 'partial', reasons: [expect.stringMatching(/"end_date".*--accept-fall/)] })
    expect(await people()).toEqual(before)
  })

  test('an operator can say that a column is rightly empty', async () => {
    await upload(file(twenty))
    const emptied = file(twenty.map((_, at) => row(at, '')))
    expect(await upload(emptied)).toMatchObject({ kind: 'partial', reasons: [expect.stringContaining('--accept-fall')] })
    expect(await upload(emptied, { acceptFall: 'confirmed_with_hr' })).toMatchObject({ kind: 'accepted', changes: { changed: 20 } })
    expect(await upload(emptied)).toMatchObject({ kind: 'accepted', changes: { changed: 0 } })
  })

  test.each(['refused', 'kept aside'])('a file that is %s does not change how later dates are read', async (how) => {
    await upload(file(twenty))
    const german = twenty.map((line) => line.replace('2020-01-01', '01.01.2020'))
    if (how === 'refused') await expect(upload(file(twenty), { dateFormat: 'DD.MM.YYYY' })).rejects.toThrow(RosterFileError)
    else expect(await upload(file(german), { dateFormat: 'DD.MM.YYYY', expectedRows: 21 })).toMatchObject({ kind: 'partial' })
    expect(await upload(file(twenty))).toMatchObject({ kind: 'accepted', changes: { unchanged: 20 } })
    await upload(file(german), { dateFormat: 'DD.MM.YYYY' })
    expect(await upload(file(german))).toMatchObject({ kind: 'accepted', changes: { unchanged: 20 } })
  })

  test('a file is compared with the one that was taken last, whatever the clock said', async () => {
    await upload(file(twenty))
    now = new Date('2026-05-01T08:00:00.000Z')
    await upload(file(twenty.map((_, at) => row(at, ''))), { acceptFall: 'confirmed_with_hr' })
    expect(await upload(file(twenty.map((_, at) => row(at, ''))))).toMatchObject({ kind: 'accepted', changes: { changed: 0 } })
    expect((await listSnapshots(database, organization)).map(({ receivedAt }) => receivedAt.getMonth())).toEqual([4, 4, 5])
  })

  test('a first snapshot that does not look whole is no baseline', async () => {
    expect(await upload(file(twenty), { expectedRows: 40 })).toMatchObject({ kind: 'partial' })
    expect(await people()).toEqual([])
    expect(await upload(file(twenty))).toMatchObject({ kind: 'accepted', baseline: true })
  })

  test('a file that cannot be read is recorded and changes nothing', async () => {
    await upload(file(twenty))
    const before = await people()
    await expect(upload(file([row(0).replace('2020-01-01', '44725')]))).rejects.toThrow(RosterFileError)
    expect(await people()).toEqual(before)
    expect((await entries()).at(-1)).toMatchObject({ t: 'hr.snapshot', res: 'refused', rows: 0 })
    expect(await database.read((em) => em.count(Snapshot))).toBe(1)
  })

  test('two sources are two rosters, and a source keeps its date format', async () => {
    await upload(file(twenty))
    const german = file([row(0).replace('2020-01-01', '31.01.2020')])
    expect(await upload(german, { source: 'berlin', newSource: true, dateFormat: 'DD.MM.YYYY' })).toMatchObject({
      baseline: true,
      changes: { added: 1 },
    })
    expect(await upload(german, { source: 'berlin' })).toMatchObject({ baseline: false, changes: { unchanged: 1 } })
    expect(await database.read((em) => em.count(Source))).toBe(2)
    expect(await people()).toHaveLength(21)
  })

  test('a source is known however its name is capitalized', async () => {
    await upload(file(twenty))
    expect(await upload(file(twenty), { source: ' HR' })).toMatchObject({ baseline: false, changes: { unchanged: 20 } })
    expect(await upload(file(twenty), { source: 'Hr', newSource: true })).toMatchObject({ baseline: false, changes: { unchanged: 20 } })
    expect(await database.read((em) => em.count(Source))).toBe(1)
  })

  test('a name that no source has makes no second company, unless somebody means to', async () => {
    await upload(file(twenty), { source: 'workday' })
    await expect(upload(file(twenty), { source: 'wrokday' })).rejects.toThrow(/no HR source "wrokday", only "workday": .*--new-source/)
    expect(await people()).toHaveLength(20)
    expect(await database.read((em) => em.count(Source))).toBe(1)
  })

  test('a source whose files were all refused stands in nobody’s way', async () => {
    await expect(upload(Buffer.from('nothing'), { source: 'typo' })).rejects.toThrow(RosterFileError)
    expect(await upload(file(twenty))).toMatchObject({ baseline: true })
  })

  test('two uploads at once are taken one after the other', async () => {
    await upload(file(twenty))
    await Promise.all([upload(file([...twenty, row(20)])), upload(file([...twenty, row(20)]))])
    expect(await people()).toHaveLength(21)
    expect(await changes()).toHaveLength(1)
  })

  test('ids tell nothing about the person', async () => {
    await upload(file(twenty))
    expect((await people()).every(({ id }) => id.length === toId('person', new Uint8Array(16)).length && !id.includes('p0'))).toBe(true)
  })
})
