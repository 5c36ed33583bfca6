import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import { staff } from '../../test/roster-rows.ts'
import { TestCompany } from '../../test/test-company.ts'
import { AccountRecord } from '../accounts/account.entity.ts'
import { commandAccount } from '../accounts/command-account.ts'
import { linkAccount } from '../accounts/link-account.ts'
import { Person } from '../roster/person.entity.ts'
import { reserveAddresses } from '../roster/reserved-addresses.ts'

describe.each(testDialects)('a conflict that is gone holds nobody up, on %s', (dialect) => {
  let company: TestCompany
  beforeEach(async () => {
    company = await TestCompany.open(dialect)
    await company.settle(staff(6))
    await company.plan()
  })
  afterEach(() => company[Symbol.asyncDispose]())

  test('the other of two who shared an address goes on once HR has corrected the one', async () => {
    await company.upload({ ada: { start: '2026-06-01' }, bob: { start: '2026-06-01', workEmail: 'ada@larkfield.example' } })
    await company.plan()
    expect(await company.caseOf('ada')).toMatchObject({ state: 'needs_person', reason: 'address_conflict' })
    await company.upload({ bob: { workEmail: 'bob@larkfield.example' } })
    await company.plan()
    await company.work()
    expect(await company.access('ada')).toEqual({ wiki: 'on readers' })
    expect(await company.access('bob')).toEqual({ wiki: 'on readers' })
  })

  test('an address that is kept for somebody who left is theirs when they come back under another key', async () => {
    const { id: person } = await company.person('p005')
    const reservation = {
      organization: company.organization,
      person,
      keys: ['ada@larkfield.example'],
      until: new Date('2027-06-01T00:00:00Z'),
      at: new Date('2026-06-01T00:00:00Z'),
    }
    await company.ports.database.transact((em) => reserveAddresses(em, reservation))
    await company.upload({ ada: { start: '2026-06-01' } })
    await company.plan()
    expect(await company.caseOf('ada')).toMatchObject({ state: 'needs_person', reason: 'user_name_taken' })
    await company.ports.database.transact((em) => em.nativeUpdate(Person, { personKey: 'ada' }, { continues: person, needsPlanning: true }))
    await company.plan()
    await company.work()
    expect(await company.access('ada')).toEqual({ wiki: 'on readers' })
  })

  test('a hire whose name was taken goes on once somebody says that the account is theirs', async () => {
    const theirs = { nativeId: 'ada', userName: 'ada@larkfield.example', active: true, profile: {}, entitlements: [] }
    await company.list('crm', [theirs])
    await company.upload({ ada: { department: 'Sales', start: '2026-06-01' } })
    await company.plan()
    await company.work()
    expect(await company.caseOf('ada')).toMatchObject({ state: 'needs_person', reason: 'user_name_taken' })
    const { id: account } = await company.ports.database.read((em) => em.findOneOrFail(AccountRecord, { nativeId: 'ada', app: 'crm' }))
    const { organization, owner: by, ports } = company
    const { id: person } = await company.person('ada')
    await commandAccount(ports, organization, (em, moment) => linkAccount(em, { organization, account, person, by }, moment))
    await company.plan()
    await company.work()
    expect(await company.access('ada')).toEqual({ crm: 'on sellers', wiki: 'on readers sales' })
  })
})
