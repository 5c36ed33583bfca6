import { createHash } from 'node:crypto'
import type { Id } from '@rollcall/shared/ids'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTestDatabase, testDialects } from '../../test/open-test-database.ts'
import { AccountRecord } from '../accounts/account.entity.ts'
import type { Database } from '../database/database.ts'
import { WakeUps } from '../database/wake-ups.ts'
import { Notice } from '../notifications/notice.entity.ts'
import type { Ports } from '../ports.ts'
import { Question } from '../questions/question.entity.ts'
import { answerRehire, RehireAnswerError } from './answer-rehire.ts'
import { answerVanished } from './answer-vanished.ts'
import { defaultCalendar } from './calendar.ts'
import { doubtsOf } from './doubts-of.ts'
import { effectiveManager } from './effective-manager.ts'
import { importRoster, type RosterUpload } from './import-roster.ts'
import { isGone } from './is-gone.ts'
import { Person } from './person.entity.ts'
import { PersonVersion } from './person-version.entity.ts'
import { showPerson } from './show-person.ts'
import { Snapshot } from './snapshot.entity.ts'

const organization: Id<'organization'> = `org_${'1'.repeat(32)}`
const member: Id<'member'> = `mbr_${'2'.repeat(32)}`
const columns = [
  'person_id',
  'engagement_id',
  'given_name',
  'family_name',
  'work_email',
  'type',
  'department',
  'manager_id',
  'start_date',
  'end_date',
] as const
type Row = Partial<Readonly<Record<(typeof columns)[number], string>>>

const row = (at: number, cells: Row = {}): Row => ({
  person_id: `p${at}`,
  engagement_id: `g${at}`,
  given_name: `Given${at}`,
  family_name: `Family${at}`,
  work_email: `p${at}@example.test`,
  type: 'employee',
  department: 'Sales',
  manager_id: at === 0 ? '' : 'p0',
  start_date: '2020-01-01',
  ...cells,
})
const six = Array.from({ length: 6 }, (_, at) => row(at))
const without = (...gone: readonly number[]) => six.filter((_, at) => !gone.includes(at))
const withRow = (at: number, cells: Row) => six.map((one, index) => (index === at ? row(at, cells) : one))

describe.each(testDialects)('what a roster raises on %s', (dialect) => {
  let database: Database
  let ports: Ports
  let now: Date

  beforeEach(async () => {
    database = await openTestDatabase(dialect)
    let calls = 0
    now = new Date('2026-06-01T08:00:00.000Z')
    const random = (bytes: number) => createHash('sha256').update(String(calls++)).digest().subarray(0, bytes)
    ports = { database, wakeUps: new WakeUps(), now: () => now, random, log: pino({ level: 'silent' }) }
  })
  afterEach(() => database[Symbol.asyncDispose]())

  const upload = (rows: readonly Row[], rest: Partial<RosterUpload> = {}) => {
    now = new Date(now.getTime() + 3_600_000)
    const lines = rows.map((cells) => columns.map((column) => cells[column] ?? '').join(','))
    return importRoster(ports, {
      organization,
      member,
      source: 'hr',
      bytes: Buffer.from(`${[columns.join(','), ...lines].join('\n')}\n`),
      ...rest,
    })
  }
  const person = (key: string) => database.read((em) => em.findOneOrFail(Person, { personKey: key }))
  const questions = async () => {
    const all = await database.read((em) => em.find(Question, {}, { orderBy: { key: 'asc' } }))
    const keys = new Map((await database.read((em) => em.find(Person, {}))).map(({ id, personKey }) => [id, personKey]))
    return all.map(({ kind, state, person: about }) => `${kind} ${about ? keys.get(about) : ''} ${state}`).sort()
  }
  const doubts = async (...keys: readonly string[]) => {
    const people = await Promise.all(keys.map(person))
    const found = await database.read((em) => doubtsOf(em, { people: people.map(({ id }) => id), calendar: defaultCalendar, at: now }))
    return people.map(({ id }) => [...(found.get(id) ?? [])])
  }

  test('somebody who is missing twice is asked about, and no longer once they are back', async () => {
    await upload(six)
    await upload(without(5))
    expect(await questions()).toEqual([])
    await upload(without(5))
    expect(await person('p5')).toMatchObject({ presence: 'missing', snapshotsMissed: 2, needsPlanning: false })
    expect(await questions()).toEqual(['vanished p5 open'])
    const [asked] = await database.read((em) => em.find(Question, {}))
    expect(asked?.details).toMatchObject({ personKey: 'p5', lookUp: expect.stringContaining('CSV file cannot be asked') })
    await upload(without(5))
    expect(await questions()).toEqual(['vanished p5 open'])
    await upload(six)
    expect(await person('p5')).toMatchObject({ presence: 'present', snapshotsMissed: 0 })
    expect(await questions()).toEqual(['vanished p5 moot'])
  })

  test('a file that does not count is no snapshot without somebody', async () => {
    await upload(six)
    await upload(without(5))
    await upload(without(5), { expectedRows: 9 })
    expect(await person('p5')).toMatchObject({ snapshotsMissed: 1 })
    expect(await database.read((em) => em.find(Notice, {}))).toMatchObject([{ kind: 'snapshot_partial' }])
  })

  test('nobody is asked about somebody whom HR ended before dropping them', async () => {
    await upload(withRow(5, { end_date: '2026-05-31' }))
    await upload(without(5))
    await upload(without(5))
    expect(await questions()).toEqual([])
  })

  test('the answer that somebody left counts until they are back', async () => {
    await upload(six)
    await upload(without(5))
    const { id } = await person('p5')
    const settings = { vanished: 'ask' as const }
    expect(isGone(await person('p5'), settings)).toBe(false)
    await database.transact((em) => answerVanished(em, { organization, person: id, answer: 'has_left' }))
    expect(await person('p5')).toMatchObject({ needsPlanning: true })
    expect(isGone(await person('p5'), settings)).toBe(true)
    await upload(six)
    expect(isGone(await person('p5'), settings)).toBe(false)
    await database.transact((em) => answerVanished(em, { organization, person: id, answer: 'has_left' }))
    expect(isGone(await person('p5'), settings)).toBe(false)
  })

  test('two people with one address are both asked about, and in doubt while both are here', async () => {
    await upload(withRow(5, { work_email: 'P4@example.test' }))
    expect(await questions()).toEqual(['two_with_one_address p4 open', 'two_with_one_address p5 open'])
    expect(await doubts('p3', 'p4', 'p5')).toEqual([[], ['address_conflict'], ['address_conflict']])
    await upload(withRow(5, { work_email: 'p4@example.test', end_date: '2026-05-31' }))
    expect(await questions()).toEqual(['two_with_one_address p4 moot', 'two_with_one_address p5 moot'])
    expect(await doubts('p4', 'p5')).toEqual([[], []])
  })

  test('a circle of managers manages nobody', async () => {
    await upload(withRow(0, { manager_id: 'p1' }))
    expect(await questions()).toEqual(['manager_loop p0 open', 'manager_loop p1 open'])
    const manager = async (key: string) => {
      const { id } = await person(key)
      return database.read((em) => effectiveManager(em, id, now))
    }
    expect(await manager('p0')).toBeUndefined()
    expect(await manager('p2')).toBe((await person('p0')).id)
    await upload([...withRow(1, { manager_id: 'p99' }).slice(0, 5), row(5, { manager_id: 'p5' })])
    expect(await manager('p1')).toBeUndefined()
    expect(await manager('p5')).toBeUndefined()
    expect(await questions()).toEqual(['manager_loop p0 moot', 'manager_loop p1 moot', 'manager_loop p5 open'])
  })

  test('a contract without an end is asked about when HR says something new, and in doubt in any case', async () => {
    await upload(withRow(5, { type: 'contractor' }))
    expect(await questions()).toEqual([])
    expect(await doubts('p5')).toEqual([['end_date_missing']])
    await upload(withRow(5, { type: 'contractor', department: 'Legal' }))
    expect(await questions()).toEqual(['contractor_without_end p5 open'])
    await upload(withRow(5, { type: 'contractor', department: 'Legal', end_date: '2026-12-31' }))
    expect(await questions()).toEqual(['contractor_without_end p5 moot'])
    expect(await doubts('p5')).toEqual([[]])
  })

  test('a new key with the name and department of a leaver is asked about, and the same person takes their accounts along', async () => {
    const left = withRow(5, { end_date: '2026-05-31' })
    await upload(left)
    await upload([
      ...left,
      row(7, { given_name: 'GIVEN5', family_name: 'Family5', start_date: '2026-07-01' }),
      row(8, { given_name: 'Given5' }),
    ])
    expect(await questions()).toEqual(['rehire p7 open'])
    expect(await doubts('p7', 'p8')).toEqual([['possible_rehire'], []])
    const [question] = await database.read((em) => em.find(Question, {}))
    const former = await person('p5')
    expect(question?.details).toMatchObject({ candidates: [{ person: former.id, score: 0.55, because: ['name', 'department'] }] })
    const { id } = await person('p7')
    await linkAccount(former.id)
    const moment = { at: now, random: ports.random }
    const answer = (continues: Id<'person'> | null) =>
      database.transact((em) => answerRehire(em, { organization, person: id, continues, by: member }, moment))
    await expect(answer(id)).rejects.toThrow(RehireAnswerError)
    await answer(former.id)
    expect(await person('p7')).toMatchObject({ continues: former.id, needsPlanning: true })
    expect(await database.read((em) => em.find(AccountRecord, {}))).toMatchObject([{ person: id }])
    await upload([...left, row(7, { given_name: 'Given5', family_name: 'Family5', start_date: '2026-07-02' }), row(8)])
    expect(await person('p7')).toMatchObject({ continues: former.id })
  })

  test('who is on a second source too is asked about with its first file, also under the same key', async () => {
    await upload(six)
    const subsidiary = [
      row(0, { given_name: 'Other', family_name: 'Human', work_email: 'other@example.test', department: 'Legal' }),
      row(1),
      row(7, { work_email: 'P2@example.test', start_date: '2026-07-01' }),
      row(8, { given_name: 'Given3', family_name: 'Family3' }),
    ]
    await upload(subsidiary, { source: 'subsidiary', newSource: true })
    expect(await questions()).toEqual(['rehire p1 open', 'rehire p7 open', 'rehire p8 open'])
    await expect(showPerson(ports, { organization, person: 'p0' })).rejects.toThrow(
      /^2 HR sources .*per_\w+ \((hr|subsidiary)\), per_\w+ \((hr|subsidiary)\)$/,
    )
    const [{ id }, { id: other }] = await Promise.all([person('p2'), person('p7')])
    const asked = await database.read((em) => em.find(Question, { person: other }))
    expect(asked).toMatchObject([{ details: { candidates: [{ person: id, personKey: 'p2', because: ['address', 'department'] }] } }])
  })

  test('hidden columns keep their last values, which is no change; they are hidden until they have values again', async () => {
    await upload(six)
    const hidden = six.map((cells) => ({ ...cells, department: '', work_email: '' }))
    expect(await upload(hidden)).toMatchObject({
      kind: 'partial',
      reasons: [expect.stringContaining('--redacted department'), expect.stringContaining('--redacted work_email')],
    })
    expect(await upload(hidden, { redacted: ['department', 'work_email'] })).toMatchObject({
      kind: 'accepted',
      changes: { changed: 0, unchanged: 6 },
    })
    expect(await upload([...hidden, row(6, { department: '', work_email: '' })])).toMatchObject({
      kind: 'accepted',
      changes: { added: 1, changed: 0 },
    })
    expect(await person('p1')).toMatchObject({
      redacted: ['workEmail', 'department'],
      facts: { workEmail: 'p1@example.test', engagements: [{ department: 'Sales' }] },
    })
    expect(Object.keys((await person('p6')).facts)).not.toContain('workEmail')
    expect((await showPerson(ports, { organization, person: 'p1' })).facts.find(({ field }) => field === 'department')).toMatchObject({
      value: 'Sales',
      visibility: 'redacted',
    })
    expect(await upload([...six, row(6)])).toMatchObject({ changes: { changed: 1 } })
    expect(await person('p1')).toMatchObject({ redacted: [] })
    expect(
      (await database.read((em) => em.find(Snapshot, { status: 'accepted' }, { orderBy: { position: 'asc' } }))).map(
        ({ redacted }) => redacted.length,
      ),
    ).toEqual([0, 2, 2, 0])
    expect((await database.read((em) => em.find(PersonVersion, {}))).map(({ facts }) => facts.personKey)).toEqual(['p6'])
  })

  test('a column that is said to be hidden and is not makes the file doubtful', async () => {
    await upload(six)
    expect(await upload(six, { redacted: ['department'] })).toMatchObject({
      kind: 'partial',
      reasons: [expect.stringContaining('"department" has values')],
    })
  })

  async function linkAccount(id: Id<'person'>): Promise<void> {
    await database.transact(async (em) => {
      const account = { id: `acc_${'3'.repeat(32)}` as const, organization, app: 'wiki', nativeId: 'n1', userName: 'g5', userNameKey: 'g5' }
      const state = { active: false, profile: {}, entitlements: [], person: id, linkedBy: 'created', present: true, observedAt: now }
      await em.insert(AccountRecord, { ...account, ...state, linkVerified: true, type: 'person', protected: false, given: [] })
    })
  }
})
