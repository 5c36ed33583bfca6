import { describe, expect, test } from 'vitest'
import { addMember } from '../../test/add-member.ts'
import { testDialects } from '../../test/open-test-database.ts'
import { TestCompany, testPolicy } from '../../test/test-company.ts'
import { getCase } from '../cases/get-case.ts'
import { caseLines } from '../cli/case-lines.ts'
import type { Dialect } from '../database/database.ts'
import { openException } from '../policy/open-exception.ts'
import { Person } from '../roster/person.entity.ts'
import { showPerson } from '../roster/show-person.ts'
import { listNotices } from './list-notices.ts'
import { markSeen } from './mark-seen.ts'
import { Notice } from './notice.entity.ts'
import { WarningClock } from './warning-clock.ts'

const withPrivileges = testPolicy.replace(
  '    title: Wiki\n',
  `    title: Wiki
    leaver: { tasks: [{ name: pages, title: Hand over the pages, transfers: true }] }
    entitlements: { readers: { privileged: true } }
`,
)

describe.each(testDialects)('warnings on %s', (dialect) => {
  test('a sponsor hears 14, 7 and 1 days before the end of a contract, and once each', async () => {
    await using company = await settled(dialect)
    const bo = await addMember(company, 'operator', 'bo')
    const told: string[] = []
    for (const instant of ['15T08', '16T08', '16T09', '23T08', '29T08', '30T08', '30T20']) {
      company.moveTo(`2026-06-${instant}:00:00Z`)
      await look(company)
      for (const notice of await notices(company, 'contract_ends'))
        told.push(`${instant} ${notice.recipients.join()} ${String(notice.details['days'])}`)
      await see(company)
    }
    expect(told).toEqual([`16T08 ${bo} 14`, `23T08 ${bo} 7`, `29T08 ${bo} 1`])
  })

  test('after a time without us only the nearest warning is given', async () => {
    await using company = await settled(dialect)
    company.moveTo('2026-06-25T08:00:00Z')
    await pass(company)
    expect((await notices(company, 'contract_ends')).map(({ details }) => details['days'])).toEqual([7])
  })

  test('the warning comes by itself, with nobody saying anything, and no case with it', async () => {
    await using company = await settled(dialect)
    company.moveTo('2026-06-16T12:00:00Z')
    await pass(company)
    expect((await notices(company, 'contract_ends')).map(({ details }) => details)).toEqual([{ lastDay: '2026-06-30', days: 14 }])
    expect(await company.cases()).toEqual([])
  })

  test('three days before the end others hear what is to be taken over', async () => {
    await using company = await settled(dialect)
    company.moveTo('2026-06-27T12:00:00Z')
    await pass(company)
    expect((await notices(company, 'access_ends_soon')).map(({ details }) => details)).toEqual([
      {
        lastDay: '2026-06-30',
        accounts: [{ app: 'wiki', userName: 'carl@larkfield.example', privileged: ['readers'], transfers: ['Hand over the pages'] }],
      },
    ])
  })

  test('two days before the start others hear what HR has not said', async () => {
    await using company = await settled(dialect)
    await company.upload({ dee: { department: 'TBD', start: '2026-06-20' } })
    await company.plan()
    expect(await notices(company, 'start_with_placeholder')).toEqual([])
    company.moveTo('2026-06-18T12:00:00Z')
    await company.plan()
    expect((await notices(company, 'start_with_placeholder')).map(({ details }) => details)).toEqual([
      { startDate: '2026-06-20', fields: ['department'] },
    ])
  })

  test('the end of an exception is told, even when nobody looked at the time', async () => {
    await using company = await settled(dialect)
    const { organization, ports } = company
    const { id: person } = await company.person('bo')
    const until = new Date('2026-06-10T16:00:00Z')
    await ports.database.transact(async (em) => {
      const exception = {
        organization,
        person,
        kind: 'grant',
        app: 'wiki',
        entitlement: 'sales',
        until,
        reason: 'project',
        by: company.owner,
      } as const
      await openException(em, exception, { at: company.at, random: ports.random })
      await em.nativeUpdate(Person, { id: person }, { needsPlanning: true })
    })
    await company.plan()
    company.moveTo('2026-06-15T08:00:00Z')
    await company.plan()
    expect((await notices(company, 'exception_ends')).map(({ details }) => details['endedAt'])).toEqual(['2026-06-10T16:00:00.000Z'])
  })

  test('a notice is listed for whom it is until one of them has seen it', async () => {
    await using company = await settled(dialect)
    const bo = await addMember(company, 'operator', 'bo')
    const other = await addMember(company, 'operator')
    company.moveTo('2026-06-16T12:00:00Z')
    await pass(company)
    const { organization, ports } = company
    const callerOf = (member: typeof bo) => ({ organization, member, role: 'operator' }) as const
    const kindsFor = async (member: typeof bo, all = false) =>
      (await listNotices(ports.database, callerOf(member), { all })).map(({ kind }) => kind)
    expect(await kindsFor(other)).toEqual([])
    expect(await kindsFor(other, true)).toEqual(['contract_ends'])
    expect(await listNotices(ports.database, callerOf(bo), { all: false })).toMatchObject([{ name: 'carl Test', askedBy: null }])
    expect(await kindsFor(bo)).toEqual(['contract_ends'])
    const ids = (await notices(company, 'contract_ends')).map(({ id }) => id)
    expect(await markSeen(ports, callerOf(other), ids)).toBe(0)
    expect(await markSeen(ports, callerOf(bo), ids)).toBe(1)
    expect(await kindsFor(bo)).toEqual([])
  })
})

describe.each(testDialects)('a contradiction of HR on %s', (dialect) => {
  const contradiction = { end: '2026-06-12', last: '2026-06-15' }
  const said = {
    engagement: expect.any(String),
    reason: 'the last working day is after the end date',
    stated: expect.stringMatching(/^start [\d-]+, end 2026-06-12, last working day 2026-06-15$/),
  }

  test('is told to operators once, until HR corrects it, and again when HR states it again', async () => {
    await using company = await settled(dialect)
    await company.upload({ bo: contradiction })
    await company.plan()
    await pass(company)
    expect((await notices(company, 'status_unclear')).map(({ details, recipients }) => [details, recipients])).toEqual([[said, []]])
    await company.upload({ bo: { last: '2026-06-14' } })
    await company.plan()
    expect((await notices(company, 'status_unclear')).map(({ details }) => details['stated'])).toEqual([
      expect.stringContaining('last working day 2026-06-14'),
    ])
    await company.upload({ bo: { last: '2026-06-11' } })
    expect(await notices(company, 'status_unclear')).toEqual([])
    await company.upload({ bo: contradiction })
    await company.plan()
    expect((await notices(company, 'status_unclear')).map(({ details }) => details)).toEqual([said])
  })

  test('that was there with the first file is told by the clock', async () => {
    await using company = await TestCompany.open(dialect)
    await company.upload({ bo: { end: '2027-06-12', last: '2027-06-15' } })
    await company.plan()
    expect(await notices(company, 'status_unclear')).toEqual([])
    await pass(company)
    expect(await notices(company, 'status_unclear')).toHaveLength(1)
  })

  test('is shown with the case and the person, in words', async () => {
    await using company = await settled(dialect)
    await company.upload({ bo: contradiction })
    await company.plan()
    const { organization, ports } = company
    const { id } = await company.caseOf('bo')
    const found = await getCase(ports.database, { organization, case: id, at: company.at })
    expect(found).toMatchObject({ reason: 'status_unclear', unclear: [said] })
    expect(caseLines(found)).toContainEqual(
      expect.stringMatching(/^HR contradicts itself about \S+: the last working day is after the end date/),
    )
    expect(caseLines(found)).toContainEqual(expect.stringContaining('rollcall person end per_'))
    expect((await showPerson(ports, { organization, person: 'bo' })).person).toMatchObject({ status: 'unknown', unclear: [said] })
    await company.upload({ bo: { last: '' } })
    expect((await showPerson(ports, { organization, person: 'bo' })).person).toMatchObject({ unclear: [] })
  })
})

/** Bo sponsors Carl, whose contract ends in June. */
async function settled(dialect: Dialect): Promise<TestCompany> {
  const company = await TestCompany.open(dialect, withPrivileges)
  await company.settle({ bo: {}, carl: { type: 'contractor', end: '2026-06-30', manager: 'bo' } })
  await company.plan()
  return company
}

/** Time goes by, and nobody says anything: the clock looks twice, and tells once. */
async function pass(company: TestCompany): Promise<void> {
  const clock = new WarningClock(company.ports)
  await clock.tick(company.at)
  await clock.tick(company.at)
}

/** Somebody has a reason to look at Carl anew. */
async function look(company: TestCompany): Promise<void> {
  const { id } = await company.person('carl')
  await company.ports.database.transact((em) => em.nativeUpdate(Person, { id }, { needsPlanning: true }))
  await company.plan()
}

async function notices(company: TestCompany, kind: Notice['kind']): Promise<readonly Notice[]> {
  const where = { organization: company.organization, kind, seenAt: null }
  return company.ports.database.read((em) => em.find(Notice, where, { orderBy: { at: 'asc', key: 'asc' } }))
}

async function see(company: TestCompany): Promise<void> {
  await company.ports.database.transact((em) => em.nativeUpdate(Notice, {}, { seenAt: company.at }))
}
