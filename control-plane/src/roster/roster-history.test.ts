import { createHash } from 'node:crypto'
import { toCivilDate } from '@rollcall/shared/civil-date'
import { digestOf } from '@rollcall/shared/digest'
import type { Id } from '@rollcall/shared/ids'
import fc from 'fast-check'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTestDatabase, testDialects } from '../../test/open-test-database.ts'
import type { Database } from '../database/database.ts'
import { WakeUps } from '../database/wake-ups.ts'
import type { Ports } from '../ports.ts'
import { importRoster, type RosterUpload } from './import-roster.ts'
import { statementsOf } from './known-at.ts'
import { Person } from './person.entity.ts'
import { personTimeline } from './person-timeline.ts'
import { PersonVersion } from './person-version.entity.ts'
import { versionsOf } from './person-versions.ts'
import { rosterAsOf } from './roster-as-of.ts'
import { Source } from './source.entity.ts'

const organization: Id<'organization'> = `org_${'1'.repeat(32)}`
const member: Id<'member'> = `mbr_${'2'.repeat(32)}`
const header = 'person_id,engagement_id,given_name,family_name,type,department,start_date,end_date'
const line = (at: number, department = 'Sales', end = '') => `p${at},g${at},Given${at},Family${at},employee,${department},2020-01-01,${end}`
const four = Array.from({ length: 4 }, (_, at) => line(at))

describe.each(testDialects)('roster history on %s', (dialect) => {
  let database: Database
  let ports: Ports
  let now: Date

  beforeEach(async () => {
    database = await openTestDatabase(dialect)
    let calls = 0
    now = new Date('2026-03-01T08:00:00.000Z')
    const random = (bytes: number) => createHash('sha256').update(String(calls++)).digest().subarray(0, bytes)
    ports = { database, wakeUps: new WakeUps(), now: () => now, random, log: pino({ level: 'silent' }) }
  })
  afterEach(() => database[Symbol.asyncDispose]())

  const upload = (rows: readonly string[], at: string, rest: Partial<RosterUpload> = {}) => {
    now = new Date(at)
    const bytes = Buffer.from(`${[header, ...rows].join('\n')}\n`)
    return importRoster(ports, { organization, member, source: 'hr', bytes, ...rest })
  }
  const person = (key: string) => database.read((em) => em.findOneOrFail(Person, { personKey: key }))
  const versions = () => database.read((em) => em.find(PersonVersion, {}, { orderBy: { recordedAt: 'asc' } }))
  const asOf = (on: string, known?: string) =>
    database.read((em) => rosterAsOf(em, { organization, on: toCivilDate(on), knownAt: known === undefined ? undefined : new Date(known) }))

  test('keeps what a statement superseded, for as long as it was known', async () => {
    await upload(four, '2026-03-01T08:00:00Z')
    expect(await versions()).toEqual([])
    await upload([line(0, 'Finance'), ...four.slice(1)], '2026-03-02T08:00:00Z')
    await upload(four.slice(1), '2026-03-03T08:00:00Z')
    await upload(four, '2026-03-04T08:00:00Z')
    expect(await versions()).toMatchObject([
      {
        presence: 'present',
        facts: { engagements: [{ department: 'Sales' }] },
        recordedAt: new Date('2026-03-01T08:00:00Z'),
        supersededAt: new Date('2026-03-02T08:00:00Z'),
      },
      {
        presence: 'present',
        facts: { engagements: [{ department: 'Finance' }] },
        recordedAt: new Date('2026-03-02T08:00:00Z'),
        supersededAt: new Date('2026-03-03T08:00:00Z'),
      },
      {
        presence: 'missing',
        facts: { engagements: [{ department: 'Finance' }] },
        recordedAt: new Date('2026-03-03T08:00:00Z'),
        supersededAt: new Date('2026-03-04T08:00:00Z'),
      },
    ])
    expect(await person('p0')).toMatchObject({ presence: 'present', recordedAt: now, firstRecordedAt: new Date('2026-03-01T08:00:00Z') })
  })

  test('loses nothing when the same person changes twice in one instant, or the clock goes back', async () => {
    await upload(four, '2026-03-01T08:00:00Z')
    await upload([line(0, 'Finance'), ...four.slice(1)], '2026-03-02T08:00:00Z')
    await upload([line(0, 'Legal'), ...four.slice(1)], '2026-03-02T08:00:00Z')
    await upload([line(0, 'People'), ...four.slice(1)], '2026-03-01T20:00:00Z')
    expect(await versions()).toMatchObject([
      {
        facts: { engagements: [{ department: 'Sales' }] },
        recordedAt: new Date('2026-03-01T08:00:00Z'),
        supersededAt: new Date('2026-03-02T08:00:00Z'),
      },
      {
        facts: { engagements: [{ department: 'Finance' }] },
        recordedAt: new Date('2026-03-02T08:00:00Z'),
        supersededAt: new Date('2026-03-02T08:00:00.001Z'),
      },
      {
        facts: { engagements: [{ department: 'Legal' }] },
        recordedAt: new Date('2026-03-02T08:00:00.001Z'),
        supersededAt: new Date('2026-03-02T08:00:00.002Z'),
      },
    ])
    expect(await person('p0')).toMatchObject({
      recordedAt: new Date('2026-03-02T08:00:00.002Z'),
      facts: { engagements: [{ department: 'People' }] },
    })
    expect((await asOf('2026-03-02'))[0]).toMatchObject({ department: 'People' })
    await upload(four.slice(1), '2026-03-02T08:00:00Z')
    expect(await versions()).toHaveLength(4)
    expect(await person('p0')).toMatchObject({ presence: 'missing', recordedAt: new Date('2026-03-02T08:00:00.003Z') })
  })

  test('says who worked here on a day as we knew it then', async () => {
    await upload(four, '2026-03-01T08:00:00Z')
    await upload([line(0, 'Sales', '2026-03-20'), line(1, 'Finance'), ...four.slice(2)], '2026-04-03T08:00:00Z')
    const keys = async (on: string, known: string) => (await asOf(on, known)).map(({ personKey }) => personKey)
    expect(await keys('2026-03-31', '2026-04-02T00:00:00Z')).toEqual(['p0', 'p1', 'p2', 'p3'])
    expect(await keys('2026-03-31', '2026-04-03T08:00:00Z')).toEqual(['p1', 'p2', 'p3'])
    expect(await keys('2026-03-20', '2026-04-03T08:00:00Z')).toEqual(['p0', 'p1', 'p2', 'p3'])
    expect(await asOf('2026-03-20', '2026-04-03T08:00:00Z')).toMatchObject([
      { status: 'terminated', endDate: '2026-03-20' },
      { status: 'active', department: 'Finance' },
      {},
      {},
    ])
    expect((await asOf('2026-03-31', '2026-04-02T00:00:00Z'))[1]).toMatchObject({ department: 'Sales' })
    expect(await keys('2026-03-31', '2026-02-28T00:00:00Z')).toEqual([])
    expect(await keys('2019-12-31', '2026-04-03T08:00:00Z')).toEqual([])
  })

  test('of one person it shows both clocks, and where each field comes from', async () => {
    await upload([line(0, 'Sales', '2026-09-30'), ...four.slice(1)], '2026-03-01T08:00:00Z')
    await upload([line(0, 'Finance', '2026-12-31'), ...four.slice(1)], '2026-03-02T08:00:00Z')
    const { id } = await person('p0')
    const timeline = await database.read((em) => personTimeline(em, { organization, person: id, at: now }))
    expect(
      timeline?.events.map(({ kind, effectiveOn, recordedAt, supersededAt }) => [
        kind,
        effectiveOn,
        recordedAt.getDate(),
        supersededAt?.getDate(),
      ]),
    ).toEqual([
      ['hire', '2020-01-01', 1, undefined],
      ['position_change', '2026-03-02', 2, undefined],
      ['termination', '2026-09-30', 1, 2],
      ['termination', '2026-12-31', 2, undefined],
    ])
    expect(timeline?.statements.map(({ changed }) => Object.keys(changed))).toEqual([
      [],
      ['engagements[0].department', 'engagements[0].endDate'],
    ])
    expect(timeline?.facts).toEqual(
      expect.arrayContaining([
        { field: 'department', value: 'Finance', visibility: 'present', source: 'hr', since: new Date('2026-03-02T08:00:00Z') },
        { field: 'familyName', value: 'Family0', visibility: 'present', source: 'hr', since: new Date('2026-03-01T08:00:00Z') },
        { field: 'title', value: null, visibility: 'not_requested', source: 'hr', since: new Date('2026-03-01T08:00:00Z') },
      ]),
    )
    const foreign: Id<'organization'> = `org_${'9'.repeat(32)}`
    expect(await database.read((em) => personTimeline(em, { organization: foreign, person: id, at: now }))).toBeUndefined()
  })

  test('whatever HR says and whenever, versions have no gap and no overlap, and as-of of now is what counts now', async () => {
    const days = fc.array(
      fc.record({
        hours: fc.integer({ min: -5, max: 30 }),
        rows: fc.tuple(...[0, 1, 2].map(() => fc.option(fc.constantFrom('Sales', 'Finance', 'Legal')))),
      }),
      { minLength: 1, maxLength: 6 },
    )
    let round = 0
    await fc.assert(
      fc.asyncProperty(days, async (uploads) => {
        const source = `hr${round++}`
        let at = Date.parse('2026-03-01T08:00:00Z')
        for (const { hours, rows } of uploads) {
          at += hours * 3_600_000
          const stated = rows.flatMap((department, index) => (department === null ? [] : [line(index, department)]))
          await upload([...stated, line(9)], new Date(at).toISOString(), { source, newSource: true, acceptFall: 'confirmed_with_hr' })
        }
        await expectHistory(source, uploads.at(-1)?.rows ?? [])
      }),
      { numRuns: dialect === 'sqlite' ? 12 : 4 },
    )
  })

  async function expectHistory(source: string, last: readonly (string | null)[]): Promise<void> {
    const people = (await database.read((em) => em.find(Person, {}))).filter(({ facts }) => facts.personKey !== 'p9')
    const ids = people.map(({ id }) => id)
    const past = await database.read((em) => versionsOf(em, ids))
    for (const one of people) {
      const own = past.get(one.id) ?? []
      expect(own.every(({ recordedAt, supersededAt }) => recordedAt < supersededAt)).toBe(true)
      const statements = statementsOf(one, own)
      expect(own.map(({ supersededAt }) => supersededAt)).toEqual(statements.slice(0, -1).map(({ supersededAt }) => supersededAt))
      expect(one.firstRecordedAt).toEqual(statements[0]?.recordedAt)
      expect(digestOf(one.facts)).toBe(one.factsDigest)
    }
    const { id } = await database.read((em) => em.findOneOrFail(Source, { name: source }))
    const ofSource = new Set(people.filter((one) => one.source === id).map((one) => one.id))
    const seen = (await asOf('2026-06-30', '2030-01-01T00:00:00Z')).filter((row) => ofSource.has(row.person) && row.presence === 'present')
    expect(seen.map(({ personKey, department }) => [personKey, department])).toEqual(
      last.flatMap((department, index) => (department === null ? [] : [[`p${index}`, department]])),
    )
  }
})
