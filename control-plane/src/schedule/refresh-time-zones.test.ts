import { describe, expect, test } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import { staff } from '../../test/roster-rows.ts'
import { TestCompany } from '../../test/test-company.ts'
import { Person } from '../roster/person.entity.ts'
import { refreshTimeZones } from './refresh-time-zones.ts'

describe.each(testDialects)('an update of the time zone database on %s', (dialect) => {
  test('has instants that come earlier now looked at, once', async () => {
    await using company = await TestCompany.open(dialect)
    await company.settle({ ...staff(1), ada: { end: '2026-06-10' } })
    await company.plan()
    const right = (await company.person('ada')).wakeAt
    // As an older database had it: an hour later.
    await setWakeAt(company, new Date((right?.getTime() ?? 0) + 3_600_000))
    await refreshTimeZones(company.ports, '2026a')
    expect((await company.person('ada')).wakeAt).toEqual(right)
    await setWakeAt(company, new Date('2027-01-01T00:00:00Z'))
    await refreshTimeZones(company.ports, '2026a')
    expect((await company.person('ada')).wakeAt).toEqual(new Date('2027-01-01T00:00:00Z'))
    await refreshTimeZones(company.ports, '2026b')
    expect((await company.person('ada')).wakeAt).toEqual(right)
  })
})

async function setWakeAt({ ports }: TestCompany, wakeAt: Date): Promise<void> {
  await ports.database.transact((em) => em.nativeUpdate(Person, { personKey: 'ada' }, { wakeAt }))
}
