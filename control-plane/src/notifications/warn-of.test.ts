import { describe, expect, test } from 'vitest'
import { addMember } from '../../test/add-member.ts'
import { testDialects } from '../../test/open-test-database.ts'
import { TestCompany, testPolicy } from '../../test/test-company.ts'
import type { Dialect } from '../database/database.ts'
import { openException } from '../policy/open-exception.ts'
import { Person } from '../roster/person.entity.ts'
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
    expect(await kindsFor(bo)).toEqual(['contract_ends'])
    const ids = (await notices(company, 'contract_ends')).map(({ id }) => id)
    expect(await markSeen(ports, callerOf(other), ids)).toBe(0)
    expect(await markSeen(ports, callerOf(bo), ids)).toBe(1)
    expect(await kindsFor(bo)).toEqual([])
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
