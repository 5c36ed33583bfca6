import { describe, expect, test } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import { staff } from '../../test/roster-rows.ts'
import { TestCompany, testPolicy } from '../../test/test-company.ts'
import { listSchedule } from './list-schedule.ts'
import { ScheduledInstant } from './scheduled-instant.entity.ts'

describe.each(testDialects)('the schedule on %s', (dialect) => {
  test('knows an end ahead by its local day, summer and winter', async () => {
    await using company = await settled(dialect)
    await company.upload({ p001: { end: '2026-10-23' }, p002: { end: '2026-10-26' } })
    await company.plan()
    // The clocks go back on 2026-10-25: 18:00 in Berlin is 16:00 before it and 17:00 after it.
    expect(await ends(company)).toEqual([
      { name: 'p001 Test', at: '2026-10-23T16:00:00.000Z', date: '2026-10-23', zone: 'Europe/Berlin' },
      { name: 'p002 Test', at: '2026-10-26T17:00:00.000Z', date: '2026-10-26', zone: 'Europe/Berlin' },
    ])
  })

  test('moves with HR, and leaves alone what stays', async () => {
    await using company = await settled(dialect)
    await company.upload({ p001: { end: '2026-07-01' }, p002: { end: '2026-07-02' } })
    await company.plan()
    await company.upload({ p001: { end: '2026-07-10' } })
    await company.plan()
    expect((await ends(company)).map(({ name, date }) => `${name} ${date}`)).toEqual(['p002 Test 2026-07-02', 'p001 Test 2026-07-10'])
    await company.upload({ p001: { end: '' } })
    await company.plan()
    expect((await ends(company)).map(({ name }) => name)).toEqual(['p002 Test'])
  })

  test('an instant that passed while nothing ran is caught up with, however late', async () => {
    await using company = await settled(dialect)
    await company.upload({ p001: { end: '2026-07-01' } })
    await company.plan()
    company.moveTo('2026-11-20T08:00:00Z')
    await company.plan()
    await company.work()
    expect(await company.caseOf('p001')).toMatchObject({ kind: 'leaver', state: 'closed', effectiveAt: '2026-07-01T16:00:00.000Z' })
    expect(await ends(company)).toEqual([])
  })

  test('another cut-off in the policy is kept at once', async () => {
    await using company = await settled(dialect)
    await company.upload({ p001: { end: '2026-07-01' } })
    await company.plan()
    await company.save(`${testPolicy}calendar: { cutOff: '12:00' }\n`)
    await company.liveUntil('2026-07-01T09:59:59Z')
    expect(await company.access('p001')).toEqual({ wiki: 'on readers' })
    await company.liveUntil('2026-07-01T10:00:00Z')
    expect((await company.access('p001'))['wiki']).toMatch(/^off/)
  })

  test('is written only where something differs', async () => {
    await using company = await settled(dialect)
    await company.upload({ p001: { end: '2026-07-01' } })
    await company.plan()
    const rows = () => company.ports.database.read((em) => em.find(ScheduledInstant, {}, { orderBy: { at: 'asc', kind: 'asc' } }))
    const before = await rows()
    await company.upload({ p001: { title: 'Head Clerk' } })
    await company.plan()
    expect(await rows()).toEqual(before)
  })
})

async function settled(dialect: Parameters<typeof TestCompany.open>[0]): Promise<TestCompany> {
  const company = await TestCompany.open(dialect)
  await company.settle(staff(12))
  return company
}

async function ends({ ports, organization, at: from }: TestCompany) {
  const to = new Date('2027-12-01T00:00:00Z')
  const turns = await ports.database.read((em) => listSchedule(em, { organization, from, to, limit: 100 }))
  return turns.filter(({ kind }) => kind === 'access_ends').map(({ name, at, date, zone }) => ({ name, at, date, zone }))
}
