import { createHash, generateKeyPairSync } from 'node:crypto'
import { ed25519Signer, publicPem, toVerifyingKey } from '@rollcall/shared/envelope/keys'
import { openPlanSet, planSetHash } from '@rollcall/shared/plan-set'
import { describe, expect, test } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import { staff } from '../../test/roster-rows.ts'
import { TestCompany, testPolicy } from '../../test/test-company.ts'
import { applySimulation } from './apply-simulation.ts'
import { simulate } from './simulate.ts'
import { SimulationError } from './simulation-error.ts'

const key = generateKeyPairSync('ed25519')
const signers = { packet: [ed25519Signer(key.privateKey)] }
/** Everybody in Finance gets a place in the CRM; sellers lose `wiki/sales`. */
const otherPolicy = testPolicy
  .replace('crm/sellers, wiki/sales]', 'crm/sellers]')
  .replace('rules:\n', `rules:\n  - { name: money, when: 'person.department == "Finance"', grant: [crm, crm/readers] }\n`)
  .concat('  - { name: nobody, when: "false", grant: [wiki/sales] }\n')

describe.each(testDialects)('a simulation on %s', (dialect) => {
  test('shows by app and person what a policy would do, with the rule behind every line', async () => {
    await using company = await someCompany(dialect)
    const { set } = await run(company, { policy: otherPolicy })
    expect(set.people.map(({ personKey, kind }) => [personKey, kind])).toEqual([
      ['p000', 'mover'],
      ['p001', 'mover'],
      ['seller', 'mover'],
    ])
    const [first] = set.people
    expect(first?.apps[0]).toMatchObject({
      app: 'crm',
      steps: [{ verb: 'account.create' }, { verb: 'entitlement.grant', what: 'readers' }],
    })
    expect(first?.apps[0]?.steps[1]?.why.join(' ')).toContain('money')
    expect(set.people[2]?.apps).toMatchObject([{ app: 'wiki', steps: [{ verb: 'entitlement.revoke', what: 'sales' }] }])
  })

  test('is signed, and its hash names exactly what was shown', async () => {
    await using company = await someCompany(dialect)
    const { set, hash, envelope } = await run(company, { policy: otherPolicy })
    expect(openPlanSet(envelope, [toVerifyingKey(publicPem(key.publicKey))])).toEqual(set)
    expect(planSetHash(set)).toBe(hash)
    expect((await run(company, { policy: otherPolicy })).hash).toBe(hash)
  })

  // What these companies' apps hold is a table, too, and only jobs change it. `tests/src/lifecycle/accounts.test.ts` compares apps outside of the database,
  // and `tests/src/end-to-end/whole-working-life.test.ts` a real directory byte for byte.
  test('leaves no trace in any table, and no job that an agent could take', async () => {
    await using company = await someCompany(dialect)
    const before = await dump(company)
    await run(company, { policy: otherPolicy })
    await run(company, { roster: roster(company, { p000: { end: '2026-05-01' }, fresh: {} }) })
    expect(await dump(company)).toEqual(before)
    await company.plan()
    expect(await company.jobs()).toEqual([])
  })

  test('is carried out as it was shown', async () => {
    await using company = await someCompany(dialect)
    const { hash, set } = await run(company, { policy: otherPolicy })
    await apply(company, { policy: otherPolicy, hash })
    expect(new Set((await company.cases()).map(({ name, kind }) => `${kind} ${name}`))).toEqual(
      new Set(set.people.map(({ name, kind }) => `${kind} ${name}`)),
    )
    await company.work()
    expect(await company.access('p000')).toMatchObject({ crm: 'on readers' })
  })

  test('is refused once the world has moved, and nothing is kept', async () => {
    await using company = await someCompany(dialect)
    const { hash } = await run(company, { policy: otherPolicy })
    await company.upload({ p001: { department: 'Legal' } })
    await company.plan()
    const before = await dump(company)
    await expect(apply(company, { policy: otherPolicy, hash })).rejects.toThrow(SimulationError)
    expect(await dump(company)).toEqual(before)
  })

  test('of a roster shows leavers and hires, a new person by their key', async () => {
    await using company = await someCompany(dialect)
    const file = roster(company, { p000: { end: '2026-05-01' }, fresh: {} })
    const { set, hash } = await run(company, { roster: file })
    expect(set.people.map(({ personKey, kind }) => [personKey, kind])).toEqual([
      ['fresh', 'joiner'],
      ['p000', 'leaver'],
    ])
    await apply(company, { roster: file, hash })
    expect((await company.caseOf('fresh')).kind).toBe('joiner')
  })

  test('says what the guard would hold', async () => {
    await using company = await TestCompany.open(dialect)
    await company.settle(staff(20))
    const ends = Object.fromEntries(
      Object.keys(staff(20))
        .slice(0, 5)
        .map((name) => [name, { end: '2026-05-01' }]),
    )
    const { set } = await run(company, { roster: roster(company, ends) })
    expect(set.people.filter(({ state }) => state === 'held')).toHaveLength(2)
    expect(set.people.filter(({ state }) => state === 'running')).toHaveLength(3)
  })

  test('of a roster that would be kept aside says why', async () => {
    await using company = await someCompany(dialect)
    const file = { ...roster(company, {}), expectedRows: 99 }
    await expect(run(company, { roster: file })).rejects.toThrow(/kept aside.*99 were stated/)
  })

  test('needs something to suppose', async () => {
    await using company = await someCompany(dialect)
    await expect(run(company, {})).rejects.toThrow('nothing to suppose')
  })
})

async function someCompany(dialect: Parameters<typeof TestCompany.open>[0]): Promise<TestCompany> {
  const company = await TestCompany.open(dialect)
  await company.settle({ ...staff(2), seller: { department: 'Sales' } })
  await company.plan()
  return company
}

type Supposed = Omit<Parameters<typeof simulate>[1], 'organization' | 'member'>

function run(company: TestCompany, supposed: Supposed) {
  return simulate({ ...company.ports, signers }, { organization: company.organization, member: company.owner, ...supposed })
}

function apply(company: TestCompany, supposed: Supposed & { hash: string }) {
  return applySimulation(company.ports, { organization: company.organization, member: company.owner, ...supposed })
}

function roster(company: TestCompany, edits: Parameters<TestCompany['rosterFile']>[0]) {
  return { source: 'hr', bytes: company.rosterFile(edits) }
}

/** A digest of every row of every table. */
async function dump({ ports }: TestCompany): Promise<Readonly<Record<string, string>>> {
  const { orm } = ports.database
  const tables = Object.values(orm.getMetadata().getAll()).map(({ tableName }) => tableName)
  const digests = await Promise.all(
    [...new Set(tables)].map(async (table) => {
      const rows = await orm.em.getConnection().execute<readonly unknown[]>(`select * from "${table}"`)
      return [
        table,
        createHash('sha256')
          .update(
            rows
              .map((row) => JSON.stringify(row))
              .sort()
              .join('\n'),
          )
          .digest('hex'),
      ] as const
    }),
  )
  return Object.fromEntries(digests)
}
