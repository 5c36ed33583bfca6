import { generateKeyPairSync } from 'node:crypto'
import { ed25519Signer } from '@rollcall/shared/envelope/keys'
import { describe, expect, test } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import { staff } from '../../test/roster-rows.ts'
import { TestCompany, testPolicy } from '../../test/test-company.ts'
import type { Dialect } from '../database/database.ts'
import { simulate } from '../simulation/simulate.ts'
import { getCase } from './get-case.ts'

/** `crm/sellers` out of its only rule: no version in force names it any more. */
const withoutSellers = testPolicy.replace('crm/sellers, ', '')

describe.each(testDialects)('what our own jobs gave, once no rule names it, on %s', (dialect) => {
  test('is left alone by the edit itself, and taken when the person is planned', async () => {
    await using company = await withSeller(dialect)
    await company.save(withoutSellers)
    await company.plan()
    await company.work()
    expect(await company.access('seller')).toMatchObject({ crm: 'on sellers' })
    await company.upload({ seller: { givenName: 'Selma' } })
    await company.plan()
    await company.work()
    expect(await company.access('seller')).toMatchObject({ crm: 'on' })
  })

  test('goes with the reason which rule of which version gave it', async () => {
    await using company = await withSeller(dialect)
    await company.save(withoutSellers)
    await company.upload({ seller: { givenName: 'Selma' } })
    await company.plan()
    const [opened] = (await company.cases()).filter(({ kind }) => kind === 'mover')
    if (opened === undefined) throw new Error('nobody is a mover')
    const { jobs } = await getCase(company.ports.database, { organization: company.organization, case: opened.id })
    const why = jobs.flatMap(({ steps }) => steps.flatMap((line) => (line.step.verb === 'entitlement.revoke' ? line.why : [])))
    expect(why).toEqual(['no rule gives "crm/sellers"; rule "sales" of version 1 gave it'])
  })

  test('is in the simulation of the edit', async () => {
    await using company = await withSeller(dialect)
    const supposed = { organization: company.organization, member: company.owner, policy: withoutSellers }
    const { set } = await simulate(
      { ...company.ports, signers: { packet: [ed25519Signer(generateKeyPairSync('ed25519').privateKey)] } },
      supposed,
    )
    expect(
      set.people.map(({ personKey, apps }) => [personKey, apps.map(({ app, steps }) => [app, steps.map(({ verb }) => verb)])]),
    ).toEqual([['seller', [['crm', ['entitlement.revoke']]]]])
  })

  test('is taken from a leaver', async () => {
    await using company = await withSeller(dialect)
    await company.save(withoutSellers)
    await company.upload({ seller: { end: '2026-05-01' } })
    await company.plan()
    await company.work()
    expect(await company.access('seller')).toMatchObject({ crm: 'off' })
  })

  test('is left alone where somebody gave it by hand', async () => {
    await using company = await withSeller(dialect)
    await company.touch('seller', 'crm', { entitlements: ['sellers', 'book club'] })
    await company.find('crm', 'p000', { entitlements: ['sellers'] })
    await company.save(withoutSellers)
    await company.upload({ seller: { givenName: 'Selma' }, p000: { department: 'Legal' } })
    await company.plan()
    await company.work()
    expect(await company.access('seller')).toMatchObject({ crm: 'on book club' })
    expect(await company.access('p000')).toMatchObject({ crm: expect.stringContaining('sellers') })
  })

  test('stays with somebody inside their window where the policy no longer lists the app', async () => {
    await using company = await withSeller(dialect)
    await company.save(withoutSellers.replace(/  crm:\n.*\n.*\n/, '').replace('crm, ', ''))
    await company.upload({ seller: { givenName: 'Selma' } })
    await company.plan()
    await company.work()
    expect(await company.access('seller')).toMatchObject({ crm: 'on sellers' })
  })
})

/** Of a company that is settled, somebody who was hired afterwards: what they hold, jobs of ours gave. */
async function withSeller(dialect: Dialect): Promise<TestCompany> {
  const company = await TestCompany.open(dialect)
  await company.settle(staff(2))
  await company.plan()
  await company.upload({ seller: { department: 'Sales' } })
  await company.plan()
  await company.work()
  expect(await company.access('seller')).toMatchObject({ crm: 'on sellers' })
  return company
}
