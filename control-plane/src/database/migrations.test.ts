import { expect, test } from 'vitest'
import { fillFirstVersion } from '../../test/first-version.ts'
import { openEmptyDatabase, testDialects } from '../../test/open-test-database.ts'
import { TestCompany } from '../../test/test-company.ts'
import { AccountRecord } from '../accounts/account.entity.ts'
import { getCase } from '../cases/get-case.ts'
import { releaseCase } from '../cases/release-case.ts'
import { Question } from '../questions/question.entity.ts'
import type { Dialect } from './database.ts'
import { migrate } from './migrate.ts'

test.each(testDialects)('cases from before the latest migration are listed and shown on %s', async (dialect) => {
  await using company = await migratedCompany(dialect)
  const cases = await company.cases()
  expect(cases.map(({ name, state, apps }) => [name, state, apps])).toEqual([
    ['eve Test', 'closed', ['wiki']],
    ['dan Test', 'running', ['wiki']],
    ['cyd Test', 'held', ['wiki']],
    ['bob Test', 'closed', ['wiki']],
    ['ada Test', 'closed', ['wiki']],
  ])
  const { organization } = company
  const shown = await Promise.all(cases.map((one) => getCase(company.ports.database, { organization, case: one.id })))
  expect(shown.flatMap(({ jobs }) => jobs.map(({ state, steps }) => [state, ...steps.map(({ step, why }) => [step.verb, why])]))).toEqual([
    ['done', ['account.suspend', []]],
    ['queued', ['account.create', []], ['entitlement.grant', []]],
    [null, ['account.suspend', []], ['entitlement.revoke', []]],
    ['done', ['account.suspend', []], ['entitlement.revoke', []]],
    ['done', ['account.create', []], ['entitlement.grant', []]],
  ])
  for (const one of shown) expect(one).toMatchObject({ left: [], lost: [], tasks: [], approvals: [] })
})

test.each(testDialects)('cases from before the latest migration go on after it on %s', async (dialect) => {
  await using company = await migratedCompany(dialect)
  const { ports, organization, owner } = company
  await company.plan()
  const held = await company.caseOf('cyd')
  expect(held.state).toBe('held')
  await releaseCase(ports, { organization, case: held.id, by: owner, reason: 'confirmed_with_hr' })
  await company.work()
  expect((await company.cases()).map(({ name, state }) => [name, state])).toEqual(
    ['eve', 'dan', 'cyd', 'bob', 'ada'].map((key) => [`${key} Test`, 'closed']),
  )
  expect(await company.access('cyd')).toEqual({ wiki: 'off' })
})

test.each(testDialects)('a listing after the latest migration finds what was known before on %s', async (dialect) => {
  await using company = await migratedCompany(dialect)
  const before = await accounts(company)
  await company.list('wiki', before.map(toListed))
  await company.plan()
  const after = await accounts(company)
  expect(after.map(({ id, person, present, suspendedFor }) => ({ id, person, present, suspendedFor }))).toEqual(
    before.map(({ id, person, suspendedFor }) => ({ id, person, present: true, suspendedFor })),
  )
  expect(await company.cases()).toHaveLength(5)
})

test.each(testDialects)('what our jobs did to an account before the latest migration is known after it on %s', async (dialect) => {
  await using company = await migratedCompany(dialect)
  const [ada, bob, , , eve, fay] = await accounts(company)
  const { id: suspendedBy } = await company.caseOf('bob')
  expect(bob).toMatchObject({ suspendedBy, suspendedFor: 'leaver', suspendedAt: new Date('2026-05-01T08:00:00Z') })
  expect(bob).toMatchObject({ remembered: ['readers'] })
  expect(eve).toMatchObject({ active: false, suspendedBy: null, suspendedFor: null, suspendedAt: null, remembered: null })
  expect(fay).toMatchObject({ active: false, suspendedBy: null, suspendedFor: null, suspendedAt: null })
  expect(ada).toMatchObject({ given: ['readers'], suspendedFor: null })
})

test.each(testDialects)(
  'whom HR had not listed before the latest migration is asked about at the next roster without them on %s',
  async (dialect) => {
    await using company = await migratedCompany(dialect)
    await company.upload({ ada: {}, bob: { end: '2026-04-30' }, cyd: { end: '2026-04-30' }, dan: {}, eve: { end: '2026-04-30' } })
    const asked = await company.ports.database.read((em) => em.find(Question, { kind: 'vanished' }))
    expect(asked.map(({ person }) => person)).toEqual([(await company.person('fay')).id])
  },
)

test.each(testDialects)(
  'an account of somebody is not taken for one that was only found, because it was read before HR changed them on %s',
  async (dialect) => {
    await using company = await migratedCompany(dialect)
    const found = (await accounts(company)).map(({ nativeId, firstSeenAt }) => [nativeId, firstSeenAt ?? null])
    const nobody = ['nobody', new Date('2026-05-01T08:00:00Z')]
    expect(found).toEqual([...['ada', 'bob', 'cyd', 'dan', 'eve', 'fay'].map((key) => [key, null]), nobody])
  },
)

/** A database of the first version, filled and then brought up to date. */
async function migratedCompany(dialect: Dialect): Promise<TestCompany> {
  const database = await openEmptyDatabase(dialect)
  await database.orm.migrator.up({ to: '001-first' })
  const { organization, member } = await fillFirstVersion(database)
  await migrate(database)
  return TestCompany.reopen(database, { organization, member })
}

async function accounts({ ports, organization }: TestCompany): Promise<readonly AccountRecord[]> {
  return ports.database.read((em) => em.find(AccountRecord, { organization }, { orderBy: { nativeId: 'asc' } }))
}

function toListed({ nativeId, userName, person, active, profile, entitlements }: AccountRecord) {
  return { nativeId, userName, active, profile, entitlements, ...(person == null ? {} : { externalId: person }) }
}
