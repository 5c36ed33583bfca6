import { toId } from '@rollcall/shared/ids'
import { describe, expect, test } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import { staff } from '../../test/roster-rows.ts'
import { TestCompany, testPolicy } from '../../test/test-company.ts'
import { AccountRecord } from '../accounts/account.entity.ts'
import { JobRecord } from '../dispatch/job.entity.ts'
import { readRange } from '../ledger/read-range.ts'
import { readSize } from '../ledger/read-size.ts'
import { Notice } from '../notifications/notice.entity.ts'
import { giveOrder } from '../orders/give-order.ts'
import { Person } from '../roster/person.entity.ts'
import { cancelCase } from './cancel-case.ts'
import { Case } from './case.entity.ts'
import { listCases } from './list-cases.ts'
import { postponeCase } from './postpone-case.ts'
import { rejectCase } from './reject-case.ts'
import { releaseCase } from './release-case.ts'

const leaver = { end: '2026-05-29' }
const seven = ['p000', 'p001', 'p002', 'p003', 'p004', 'p005', 'p006']

describe.each(testDialects)('the guard on %s', (dialect) => {
  test('holds the seventh leaver of 120 in a day, and a release lets that one run', async () => {
    await using company = await withLeavers(dialect)
    expect((await company.cases()).map(({ state, reason }) => `${state} ${reason}`).sort()).toEqual([
      'held guard',
      ...Array(6).fill('running null'),
    ])
    expect(await company.jobs()).toHaveLength(6)
    expect(await pagesOf(company)).toEqual((await company.cases()).map(({ id }) => id))
    const held = await heldCase(company)

    await company.work()
    expect((await company.cases()).filter(({ state }) => state === 'closed')).toHaveLength(6)
    await releaseCase(company.ports, { ...held, reason: 'confirmed_with_hr' })
    await company.work()
    expect((await company.cases()).map(({ state }) => state)).toEqual(Array(7).fill('closed'))
    await expect(releaseCase(company.ports, { ...held, reason: 'emergency' })).rejects.toMatchObject({ code: 'wrong_state' })
    expect(await entriesOf(company, held.case)).toEqual([
      'case.opened',
      'guard.tripped',
      'guard.released',
      'operator.action',
      'case.closed',
    ])
  })

  test('lets an operator reject a held leaver, and takes nothing', async () => {
    await using company = await withLeavers(dialect)
    const held = await heldCase(company)
    await rejectCase(company.ports, { ...held, reason: 'wrong_in_hr' })
    await company.work()
    const rejected = (await company.cases()).find(({ id }) => id === held.case)
    expect(rejected).toMatchObject({ state: 'cancelled', reason: 'rejected' })
    expect(await company.access(rejected?.name.replace(' Test', '') ?? '')).toEqual({ wiki: 'on readers' })
    expect(await entriesOf(company, held.case)).toEqual(['case.opened', 'guard.tripped', 'operator.action', 'case.closed'])
  })

  test('what is postponed stays so when the plan becomes another, and until its day', async () => {
    await using company = await withLeavers(dialect)
    const { key, held } = await heldLeaver(company)
    await postponeCase(company.ports, { ...held, until: '2026-06-20' })
    await company.work()
    company.moveTo('2026-06-03T08:00:00Z')
    await company.find('crm', key)
    await company.plan()
    await company.work()
    const next = await company.caseOf(key)
    expect(next.id).not.toBe(held.case)
    expect(next).toMatchObject({ state: 'held', reason: 'schedule', heldUntil: '2026-06-19T22:00:00.000Z' })
    await company.liveUntil('2026-06-19T21:59:59Z')
    expect(await company.access(key)).toEqual({ crm: 'on', wiki: 'on readers' })
    await company.liveUntil('2026-06-19T22:00:00Z')
    expect(await company.caseOf(key)).toMatchObject({ id: next.id, state: 'closed' })
  })

  test('an order for cause does not wait for the day to which a leaver is postponed', async () => {
    await using company = await withLeavers(dialect)
    const { key, held } = await heldLeaver(company)
    await postponeCase(company.ports, { ...held, until: '2026-06-20' })
    await company.plan()
    const { organization, owner: by } = company
    await giveOrder(company.ports, { organization, by, person: key, kind: 'for_cause', reason: 'misconduct' })
    await company.find('crm', key)
    await company.plan()
    await company.work()
    expect(await company.caseOf(key)).toMatchObject({ kind: 'leaver', state: 'closed' })
  })

  test('an end that was rejected is held whatever else HR changes, until somebody lets it run', async () => {
    await using company = await withLeavers(dialect)
    const { key, held } = await heldLeaver(company)
    await rejectCase(company.ports, { ...held, reason: 'wrong_in_hr' })
    await company.work()
    company.moveTo('2026-06-10T08:00:00Z')
    await company.upload({ [key]: { title: 'Head clerk' } })
    await company.plan()
    await company.work()
    const next = await company.caseOf(key)
    expect(next).toMatchObject({ kind: 'leaver', state: 'held', reason: 'rejected_before' })
    expect(await company.access(key)).toEqual({ wiki: 'on readers' })
    await releaseCase(company.ports, { ...held, case: next.id, reason: 'confirmed_with_hr' })
    await company.work()
    expect(await company.caseOf(key)).toMatchObject({ id: next.id, state: 'closed' })
    company.moveTo('2026-06-11T08:00:00Z')
    await company.find('crm', key)
    await company.plan()
    await company.work()
    expect(await company.access(key)).toMatchObject({ crm: 'off' })
  })

  test('an end other than the one that was rejected is heard', async () => {
    await using company = await withLeavers(dialect)
    const { key, held } = await heldLeaver(company)
    await rejectCase(company.ports, { ...held, reason: 'wrong_in_hr' })
    await company.work()
    company.moveTo('2026-06-10T08:00:00Z')
    await company.upload({ [key]: { end: '2026-06-09' } })
    await company.plan()
    await company.work()
    expect(await company.caseOf(key)).toMatchObject({ kind: 'leaver', state: 'closed' })
  })

  test('does not release a plan that HR has overtaken', async () => {
    await using company = await withLeavers(dialect)
    const held = await heldCase(company)
    await company.upload({ ...Object.fromEntries(seven.map((key) => [key, { end: '' }])), p100: { end: '2026-12-31' } })
    await expect(releaseCase(company.ports, { ...held, reason: 'emergency' })).rejects.toMatchObject({ code: 'moved' })
  })

  test('does not release a plan that was made under an older policy, and plans anew', async () => {
    await using company = await withLeavers(dialect)
    const held = await heldCase(company)
    await company.save(testPolicy.replace('title: Wiki', 'title: The Wiki'))
    await expect(releaseCase(company.ports, { ...held, reason: 'emergency' })).rejects.toMatchObject({ code: 'moved' })
    expect(await personOf(company, held.case)).toMatchObject({ needsPlanning: true })
    await company.plan()
    await releaseCase(company.ports, { ...(await heldCase(company)), reason: 'emergency' })
  })

  test('does not release a plan whose person was due to be looked at', async () => {
    await using company = await withLeavers(dialect)
    const held = await heldCase(company)
    const { id } = await personOf(company, held.case)
    await company.ports.database.transact((em) => em.nativeUpdate(Person, { id }, { wakeAt: company.at }))
    await expect(releaseCase(company.ports, { ...held, reason: 'emergency' })).rejects.toMatchObject({ code: 'moved' })
    expect(await company.jobs()).toHaveLength(6)
  })

  test('does not release a plan for an account that has become a protected one', async () => {
    await using company = await TestCompany.open(dialect, `${testPolicy}protected: [{ app: wiki, userName: 'svc-*' }]\n`)
    await leave(company)
    const held = await heldCase(company)
    const { id } = await personOf(company, held.case)
    await company.ports.database.transact((em) => em.nativeUpdate(AccountRecord, { person: id }, { userName: 'svc-backup' }))
    await expect(releaseCase(company.ports, { ...held, reason: 'emergency' })).rejects.toMatchObject({ code: 'moved' })
    await company.plan()
    expect((await company.cases()).filter(({ reason }) => reason === 'protected')).toHaveLength(1)
    expect(await company.jobs()).toHaveLength(6)
  })

  test('counts what was taken back after it had started, and not what never started', async () => {
    await using company = await withLeavers(dialect)
    const [first, second] = await company.jobs()
    const revoke = (id: JobRecord['id'] | undefined, startedAt: Date | null) =>
      company.ports.database.transact((em) =>
        em.nativeUpdate(JobRecord, { id: id ?? [] }, { state: 'revoked', startedAt, finishedAt: company.at }),
      )
    await revoke(first?.id, company.at)
    await company.upload({ p050: leaver })
    await company.plan()
    expect((await company.caseOf('p050')).state).toBe('held')
    await revoke(second?.id, null)
    await company.upload({ p051: leaver })
    await company.plan()
    expect((await company.caseOf('p051')).state).toBe('running')
  })

  test('what the same look takes back does not count', async () => {
    await using company = await TestCompany.open(dialect)
    await company.settle(staff(120))
    company.down.add('wiki')
    await company.upload({ p000: { end: '2026-05-29' } })
    await company.plan()
    expect((await company.jobs()).map(({ state }) => state)).toEqual(['queued'])
    const six = ['p001', 'p002', 'p003', 'p004', 'p005', 'p006'].map((key) => [key, { end: '2026-05-29' }] as const)
    company.at = new Date('2026-06-01T08:01:00Z')
    await company.upload({ p000: { end: '' } })
    company.at = new Date('2026-06-01T08:02:00Z')
    await company.upload(Object.fromEntries(six))
    await company.plan()
    expect((await company.cases()).map(({ state, reason }) => `${state} ${reason}`).sort()).toEqual([
      'cancelled no_longer_needed',
      ...six.map(() => 'running null'),
    ])
  })

  test('never holds joiners', async () => {
    await using company = await withLeavers(dialect)
    await company.upload(Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`new${index}`, { start: '2026-06-01' }])))
    await company.plan()
    expect((await company.cases()).filter(({ kind, state }) => kind === 'joiner' && state === 'running')).toHaveLength(30)
  })

  test('holds those who lose something although their accounts were there before HR named them', async () => {
    await using company = await TestCompany.open(
      dialect,
      testPolicy.replace('title: CRM\n', 'title: CRM\n    graceDays: 0\n').replace('title: Wiki\n', 'title: Wiki\n    graceDays: 0\n'),
    )
    const rows = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`early${index}`, { department: 'Sales' }]))
    const seen = Object.keys(rows).map((key) => {
      const profile = { displayName: `${key} Test`, department: 'Sales' }
      const userName = `${key}@larkfield.example`
      return { nativeId: key, userName, active: true, profile, entitlements: ['readers', 'sales'] }
    })
    const list = async () => {
      await company.list('wiki', seen)
      await company.list(
        'crm',
        seen.map((account) => ({ ...account, profile: {}, entitlements: ['sellers'] })),
      )
      company.moveTo(new Date(company.at.getTime() + 60_000).toISOString())
    }
    await list()
    await company.upload(rows)
    await list()
    await company.plan()
    await company.upload(Object.fromEntries(Object.keys(rows).map((key) => [key, { department: 'Finance' }])))
    await company.plan()
    const states = (await company.cases()).map(({ kind, state }) => `${kind} ${state}`).sort()
    expect(states).toEqual([...Array(17).fill('joiner held'), ...Array(3).fill('joiner running')])
  })

  test('counts seven days too, against trickling', async () => {
    await using company = await withLeavers(dialect)
    await company.work()
    const trickle = async (day: string, keys: readonly string[]) => {
      company.moveTo(`2026-06-0${day}T08:30:00Z`)
      await company.upload(Object.fromEntries(keys.map((key) => [key, leaver])))
      await company.plan()
      await company.work()
    }
    await trickle('2', [])
    // Five of the 114 who are left: a sixth would be one too many for the day.
    const next = ['p020', 'p021', 'p022', 'p023', 'p024']
    await trickle('3', next)
    for (const key of next) expect((await company.caseOf(key)).state).toBe('closed')
    await trickle('5', ['p030'])
    expect(await company.caseOf('p030')).toMatchObject({ state: 'held', reason: 'guard' })
    expect(await entriesOf(company, (await company.caseOf('p030')).id)).toContain('guard.tripped')
    company.moveTo('2026-06-12T08:31:00Z')
    await company.upload({ p040: leaver })
    await company.plan()
    expect((await company.caseOf('p040')).state).toBe('running')
  })

  test('tells people once a day of many new accounts, and lets them be made', async () => {
    await using company = await withLeavers(dialect)
    const hire = (from: number) =>
      company.upload(Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`new${from + index}`, { start: '2026-06-01' }])))
    await hire(0)
    await company.plan()
    await hire(30)
    await company.plan()
    const notices = await company.ports.database.read((em) => em.find(Notice, { kind: 'many_creations' }))
    expect(notices).toMatchObject([{ key: 'many_creations/2026-06-01' }])
    expect((await company.cases()).filter(({ kind, state }) => kind === 'joiner' && state === 'running')).toHaveLength(60)
  })

  test('a job that an agent was given and that is taken back is said so in the ledger', async () => {
    await using company = await withLeavers(dialect)
    // Which of the seven the guard holds is chance.
    const id = (await company.cases()).find(({ state }) => state === 'running')?.id
    if (id === undefined) throw new Error('no case runs')
    const lease = { state: 'leased' as const, agent: toId('agent', new Uint8Array(16)), attempt: 1 }
    await company.ports.database.transact((em) => em.nativeUpdate(JobRecord, { case: id }, lease))
    await cancelCase(company.ports, { organization: company.organization, case: id, by: company.owner, reason: 'not_now' })
    expect(await entriesOf(company, id)).toEqual(['case.opened', 'operator.action', 'job.revoked', 'case.closed'])
  })

  test('counts a day, not longer', async () => {
    await using company = await withLeavers(dialect)
    await company.work()
    company.moveTo('2026-06-02T08:00:01Z')
    await company.upload({ p050: { end: '2026-06-01' } })
    await company.plan()
    expect((await company.caseOf('p050')).state).toBe('running')
  })
})

async function withLeavers(dialect: Parameters<typeof TestCompany.open>[0]): Promise<TestCompany> {
  const company = await TestCompany.open(dialect)
  await leave(company)
  return company
}

/** Seven of 120 leave: one too many for the guard. */
async function leave(company: TestCompany): Promise<void> {
  await company.settle(staff(120))
  await company.upload(Object.fromEntries(seven.map((key) => [key, leaver])))
  await company.plan()
}

async function personOf({ ports }: TestCompany, id: Case['id']): Promise<Person> {
  return ports.database.read(async (em) => em.findOneOrFail(Person, { id: (await em.findOneOrFail(Case, { id })).person }))
}

/** Every case by pages of two: all seven were opened at one instant. */
async function pagesOf({ ports, organization }: TestCompany): Promise<readonly string[]> {
  const ids: string[] = []
  for (let before: number | undefined, isOver = false; !isOver; ) {
    const page = await listCases(ports.database, { organization, limit: 2, before })
    ids.push(...page.map(({ id }) => id))
    before = page.at(-1)?.ledgerFrom
    isOver = page.length === 0
  }
  return ids
}

async function heldCase(company: TestCompany) {
  const held = (await company.cases()).find(({ state }) => state === 'held')
  if (held === undefined) throw new Error('nothing is held')
  return { organization: company.organization, case: held.id, by: company.owner }
}

/** Which of the seven the guard holds is chance. */
async function heldLeaver(company: TestCompany) {
  const held = await heldCase(company)
  return { held, key: (await personOf(company, held.case)).personKey }
}

async function entriesOf(company: TestCompany, id: string): Promise<readonly string[]> {
  const leaves = await company.ports.database.read(async (em) =>
    readRange(em, { organization: company.organization, from: 0, to: await readSize(em, company.organization) }),
  )
  const entries = leaves.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString('utf8')))
  return entries.filter((entry) => entry.case === id).map((entry) => entry.t)
}
