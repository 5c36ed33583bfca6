import { generateKeyPairSync } from 'node:crypto'
import { ed25519Signer, publicPem, toVerifyingKey } from '@rollcall/shared/envelope/keys'
import { openPlanSet } from '@rollcall/shared/plan-set'
import { describe, expect, test } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import { TestCompany, testPolicy } from '../../test/test-company.ts'
import { applySimulation } from './apply-simulation.ts'
import { simulate } from './simulate.ts'

const key = generateKeyPairSync('ed25519')
const signers = { packet: [ed25519Signer(key.privateKey)] }
const badges = `  badge:
    title: Badges
    account: { userName: person.personKey }
    manual: { assignee: operators, instructions: Ask facilities. }
rules:
  - { name: doors, when: 'person.department == "Legal"', grant: [badge] }
`

describe.each(testDialects)('a plan set on %s', (dialect) => {
  test('says which case ends and which jobs are taken back', async () => {
    await using company = await leaving(dialect)
    const back = roster(company, { bob: { end: '' } })
    const { set, hash, envelope } = await run(company, { roster: back })
    expect(set.people).toMatchObject([
      {
        personKey: 'bob',
        kind: null,
        ends: [{ kind: 'leaver', state: 'running', how: 'cancelled' }],
        jobsTakenBack: [
          { app: 'crm', verbs: expect.arrayContaining(['account.suspend']), state: 'queued' },
          { app: 'wiki', verbs: expect.arrayContaining(['account.suspend']), state: 'queued' },
        ],
      },
    ])
    expect(openPlanSet(envelope, [toVerifyingKey(publicPem(key.publicKey))])).toEqual(set)
    expect(await apply(company, { roster: back, hash })).toEqual({ people: 1 })
    expect((await company.jobs()).map(({ state }) => state)).toEqual(['revoked', 'revoked'])
    expect((await company.caseOf('bob')).state).toBe('cancelled')
  })

  test('says which case takes the place of another', async () => {
    await using company = await leaving(dialect)
    const { set } = await run(company, { roster: roster(company, { bob: { end: '', department: 'Finance' } }) })
    expect(set.people).toMatchObject([{ kind: 'mover', state: 'running', ends: [{ kind: 'leaver', how: 'superseded' }] }])
    expect(set.people[0]?.jobsTakenBack).toHaveLength(2)
  })

  test('says when access would end, start or end on another day', async () => {
    await using company = await settled(dialect)
    const file = roster(company, { bob: { end: '2026-06-26' }, fresh: { start: '2026-07-01' } })
    const { set, hash } = await run(company, { roster: file })
    expect(set.people.map(({ personKey, kind }) => [personKey, kind])).toEqual([
      ['bob', null],
      ['fresh', null],
    ])
    expect(set.people[0]?.schedule).toContainEqual({
      kind: 'access_ends',
      about: 'bob-1',
      how: 'new',
      at: '2026-06-26T16:00:00.000Z',
      zone: 'Europe/Berlin',
    })
    expect(set.people[1]?.schedule).toContainEqual(expect.objectContaining({ kind: 'access_starts', at: '2026-06-30T22:00:00.000Z' }))
    await apply(company, { roster: file, hash })
    const later = await run(company, { roster: roster(company, { bob: { end: '2026-06-30' } }) })
    const ends = { kind: 'access_ends', how: 'moved', at: '2026-06-30T16:00:00.000Z', was: '2026-06-26T16:00:00.000Z' }
    expect(later.set.people[0]?.schedule).toContainEqual(expect.objectContaining(ends))
    const never = await run(company, { roster: roster(company, { bob: { end: '' } }) })
    const dropped = { kind: 'access_ends', how: 'dropped', at: '2026-06-26T16:00:00.000Z' }
    expect(never.set.people[0]?.schedule).toContainEqual(expect.objectContaining(dropped))
  })

  test('is not carried out when no more than a day to come is another', async () => {
    await using company = await settled(dialect)
    const { hash, set } = await run(company, { roster: roster(company, { bob: { end: '2026-06-26' } }) })
    await company.upload({ bob: { end: '2026-06-25' } })
    await company.plan()
    const file = roster(company, { bob: { end: '2026-06-26' } })
    const now = await run(company, { roster: file })
    expect({ ...now.set, people: now.set.people.map((one) => ({ ...one, schedule: [] })) }).toEqual({
      ...set,
      people: set.people.map((one) => ({ ...one, schedule: [] })),
    })
    await expect(apply(company, { roster: file, hash })).rejects.toThrow('simulate again and look')
    expect(await apply(company, { roster: file, hash: now.hash })).toEqual({ people: 1 })
  })

  test('of a policy that only moves an end says so', async () => {
    await using company = await settled(dialect)
    await company.upload({ bob: { end: '2026-06-26' } })
    await company.plan()
    const policy = `${testPolicy}calendar: { cutOff: '12:00' }\n`
    const { set } = await run(company, { policy })
    expect(set.people.map(({ personKey }) => personKey)).toEqual(['bob'])
    const ends = { kind: 'access_ends', how: 'moved', at: '2026-06-26T10:00:00.000Z', was: '2026-06-26T16:00:00.000Z' }
    expect(set.people[0]?.schedule).toContainEqual(expect.objectContaining(ends))
  })

  test('says what would be asked, and what needs no answer any more', async () => {
    await using company = await settled(dialect)
    await company.upload({ kim: undefined })
    const without = roster(company, {})
    const { set, hash } = await run(company, { roster: without })
    expect(set.people).toMatchObject([{ personKey: 'kim', kind: null, questions: [{ kind: 'vanished', app: null, how: 'asked' }] }])
    expect(set.roster?.changes).toEqual({ added: 0, changed: 0, reappeared: 0, removed: 0 })
    await apply(company, { roster: without, hash })
    const { set: back } = await run(company, { roster: roster(company, { kim: {} }) })
    expect(back.people).toMatchObject([{ personKey: 'kim', questions: [{ kind: 'vanished', app: null, how: 'moot' }] }])
  })

  test('counts people who would only be recorded', async () => {
    await using company = await settled(dialect)
    const { set } = await run(company, { roster: roster(company, { gone: { start: '2019-01-01', end: '2019-12-31' }, fresh: {} }) })
    expect(set.people.map(({ personKey }) => personKey)).toEqual(['fresh'])
    expect(set).toMatchObject({ recorded: 1, roster: { changes: { added: 2 } } })
  })

  test('has the same hash minutes later, for hires with work by hand and for movers in grace', async () => {
    await using company = await settled(dialect)
    await company.save(testPolicy.replace('rules:\n', badges))
    company.moveTo('2026-06-02T08:00:00Z')
    const file = roster(company, { fresh: { department: 'Legal' }, other: { department: 'Legal' }, bob: { department: 'Legal' } })
    const { hash, set } = await run(company, { roster: file })
    expect(set.people.map(({ personKey }) => personKey)).toEqual(['bob', 'fresh', 'other'])
    expect(set.people[0]?.schedule).toContainEqual({ kind: 'grace_ends', about: 'crm/sellers', how: 'new', at: '2026-06-09' })
    expect(set.people[1]?.tasks).toMatchObject([
      {
        app: 'badge',
        title: 'Badges: make the account fresh',
        why: [expect.stringContaining('rule "doors" because department is "Legal"')],
      },
    ])
    company.moveTo('2026-06-02T08:07:00Z')
    expect((await run(company, { roster: file })).hash).toBe(hash)
    expect(await apply(company, { roster: file, hash })).toEqual({ people: 3 })
  })
})

/** Bob sells, Kim counts. */
async function settled(dialect: Parameters<typeof TestCompany.open>[0]): Promise<TestCompany> {
  const company = await TestCompany.open(dialect)
  await company.settle({ bob: { department: 'Sales' }, kim: {} })
  await company.plan()
  return company
}

/** Bob has left, and no app can be reached. */
async function leaving(dialect: Parameters<typeof TestCompany.open>[0]): Promise<TestCompany> {
  const company = await settled(dialect)
  company.down.add('wiki').add('crm')
  await company.upload({ bob: { end: '2026-05-01' } })
  await company.plan()
  await company.work()
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
