import { createHash } from 'node:crypto'
import { toCivilDate } from '@rollcall/shared/civil-date'
import { digestOf } from '@rollcall/shared/digest'
import type { Id } from '@rollcall/shared/ids'
import { parseEntry } from '@rollcall/shared/ledger/entry'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTestDatabase, testDialects } from '../../test/open-test-database.ts'
import type { Database } from '../database/database.ts'
import { WakeUps } from '../database/wake-ups.ts'
import { LedgerEntry } from '../ledger/ledger-entry.entity.ts'
import type { Ports } from '../ports.ts'
import { Person } from '../roster/person.entity.ts'
import { activePolicy } from './active-policy.ts'
import { PolicyError } from './policy-error.ts'
import { PolicyVersion } from './policy-version.entity.ts'
import { savePolicy } from './save-policy.ts'

const organization: Id<'organization'> = `org_${'1'.repeat(32)}`
const member: Id<'member'> = `mbr_${'2'.repeat(32)}`
const document = (zone: string, cutOff = '18:00') => `version: 1
company: { timeZone: ${zone} }
calendar: { cutOff: "${cutOff}" }
apps: { wiki: { title: Wiki, account: { userName: person.workEmail } } }
rules: [{ name: all, when: "true", grant: [wiki] }]
`
const at = new Date('2026-06-01T08:00:00.000Z')

describe.each(testDialects)('saving a policy on %s', (dialect) => {
  let database: Database
  let ports: Ports

  beforeEach(async () => {
    database = await openTestDatabase(dialect)
    let calls = 0
    const random = (bytes: number) => createHash('sha256').update(String(calls++)).digest().subarray(0, bytes)
    ports = { database, wakeUps: new WakeUps(), now: () => at, random, log: pino({ level: 'silent' }) }
  })
  afterEach(() => database[Symbol.asyncDispose]())

  const save = (text: string) => savePolicy(ports, { organization, member, document: text })
  const active = () => database.read((em) => activePolicy(em, organization))
  const addPerson = (end: string, wakeAt: Date | null) =>
    database.transact(async (em) => {
      const engagement = { engagementKey: 'e1', type: 'employee' as const, startDate: toCivilDate('2020-01-01'), endDate: toCivilDate(end) }
      const facts = { personKey: '1', givenName: 'Ada', familyName: 'Byron', engagements: [engagement] }
      em.create(Person, {
        id: `per_${'3'.repeat(32)}`,
        organization,
        source: `src_${'4'.repeat(32)}`,
        personKey: '1',
        facts,
        factsDigest: digestOf(facts),
        presence: 'present',
        missingSince: null,
        firstRecordedAt: at,
        status: 'notice',
        recordedAt: at,
        wakeAt,
        needsPlanning: false,
      })
    })
  const person = () => database.read((em) => em.findOneOrFail(Person, { personKey: '1' }))

  test('puts it in force as a version of its own, with an entry in the ledger', async () => {
    expect(await active()).toBeUndefined()
    const first = await save(document('Europe/Berlin'))
    const second = await save(document('Asia/Tokyo'))
    expect([first.number, second.number]).toEqual([1, 2])
    expect(await active()).toMatchObject({
      id: second.id,
      number: 2,
      policy: { digest: second.digest, calendar: { timeZone: 'Asia/Tokyo' } },
    })
    const entries = await database.read((em) => em.find(LedgerEntry, {}, { orderBy: { position: 'asc' } }))
    expect(entries.map(({ leaf }) => parseEntry(leaf))).toMatchObject([
      { t: 'policy.changed', version: 1, pol: first.digest, member },
      { t: 'policy.changed', version: 2, pol: second.digest, member },
    ])
  })

  test('keeps every version as it was written', async () => {
    await save(document('Europe/Berlin'))
    await save(document('Asia/Tokyo'))
    const versions = await database.read((em) => em.find(PolicyVersion, {}, { orderBy: { number: 'asc' } }))
    expect(versions.map(({ document: text, active: isActive }) => [text, isActive])).toEqual([
      [document('Europe/Berlin'), false],
      [document('Asia/Tokyo'), true],
    ])
  })

  test('makes no version of a document that is in force already', async () => {
    const first = await save(document('Europe/Berlin'))
    expect(await save(document('Europe/Berlin'))).toEqual({ ...first, kind: 'unchanged' })
  })

  test('refuses a bad document and leaves the last one in force', async () => {
    const first = await save(document('Europe/Berlin'))
    await expect(save('version: 1\nrules: []\nshoes: 44\n')).rejects.toThrow(PolicyError)
    expect((await active())?.id).toBe(first.id)
  })

  test('plans nobody anew, and works out the next wake-up by the new calendar', async () => {
    await addPerson('2026-12-31', null)
    await save(document('Europe/Berlin'))
    expect(await person()).toMatchObject({ needsPlanning: false, wakeAt: new Date('2026-12-31T17:00:00.000Z') })
    await save(document('Europe/Berlin', '12:00'))
    expect(await person()).toMatchObject({ needsPlanning: false, wakeAt: new Date('2026-12-31T11:00:00.000Z') })
  })

  test('never loses an end that the new calendar moves into the past', async () => {
    await addPerson('2026-06-01', new Date('2026-06-01T16:00:00.000Z'))
    await save(document('Europe/Berlin', '09:00'))
    expect((await person()).wakeAt).toEqual(new Date('2026-06-01T16:00:00.000Z'))
  })
})
