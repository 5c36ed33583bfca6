import { verbs } from '@rollcall/shared/connector/verbs'
import { digestOf } from '@rollcall/shared/digest'
import { describe, expect, test } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import { staff } from '../../test/roster-rows.ts'
import { TestCompany, testPolicy } from '../../test/test-company.ts'
import { JobRecord } from '../dispatch/job.entity.ts'
import { readDisclosures } from '../ledger/read-disclosures.ts'
import { readRange } from '../ledger/read-range.ts'
import { Person } from '../roster/person.entity.ts'
import { listSchedule } from '../schedule/list-schedule.ts'
import { cancelCase } from './cancel-case.ts'
import { Case } from './case.entity.ts'
import { caseCauses } from './case-causes.ts'
import { CasePlanner } from './case-planner.ts'
import { getCase } from './get-case.ts'
import { retryCase } from './retry-case.ts'

describe.each(testDialects)('cases on %s', (dialect) => {
  test('a joiner gets what policy grants, and the case closes when the apps show it', async () => {
    await using company = await settled(dialect)
    await company.upload({ ada: { department: 'Sales', start: '2026-06-01' } })
    await company.plan()
    expect(await company.caseOf('ada')).toMatchObject({ kind: 'joiner', state: 'running', apps: ['crm', 'wiki'] })

    const [first, second] = await company.jobs('queued')
    if (first === undefined || second === undefined) throw new Error('one job per app')
    await company.finish(first, 'done')
    expect((await company.caseOf('ada')).state).toBe('running')
    await company.finish(second, 'done')
    expect(await company.caseOf('ada')).toMatchObject({ state: 'closed', reason: null, closedAt: '2026-06-01T08:00:00.000Z' })
    expect(await company.access('ada')).toEqual({ crm: 'on sellers', wiki: 'on readers sales' })
    expect(await company.person('ada')).toMatchObject({ status: 'active', needsPlanning: false })
  })

  test('a future joiner’s account is prepared two working days ahead, and opened when the day comes', async () => {
    await using company = await settled(dialect)
    await company.upload({ ada: { start: '2026-07-01' } })
    await company.liveUntil('2026-06-28T21:59:59Z')
    expect(await company.cases()).toEqual([])
    await company.liveUntil('2026-06-28T22:00:00Z')
    expect(await company.caseOf('ada')).toMatchObject({ kind: 'joiner', state: 'closed', effectiveAt: '2026-06-30T22:00:00.000Z' })
    expect((await company.access('ada'))['wiki']).toMatch(/^off/)
    await company.liveUntil('2026-06-30T21:59:59Z')
    expect(await company.cases()).toHaveLength(1)
    await company.liveUntil('2026-06-30T22:00:00Z')
    expect(await company.access('ada')).toEqual({ wiki: 'on readers' })
    expect((await company.cases()).map(({ state }) => state)).toEqual(['closed', 'closed'])
  })

  test('a future joiner gets nothing until the day comes where no account can be prepared', async () => {
    await using company = await settled(dialect)
    company.able.set(
      'wiki',
      verbs.filter((verb) => verb !== 'account.prepare'),
    )
    await company.serve()
    await company.upload({ ada: { start: '2026-07-01' } })
    await company.liveUntil('2026-06-30T21:59:59Z')
    expect(await company.cases()).toEqual([])
    await company.liveUntil('2026-06-30T22:00:00Z')
    expect(await company.caseOf('ada')).toMatchObject({ kind: 'joiner', state: 'closed', effectiveAt: '2026-06-30T22:00:00.000Z' })
  })

  test('a mover changes app by app, and keeps what nobody takes', async () => {
    await using company = await settled(dialect)
    await company.upload({ p001: { department: 'Sales' } })
    await company.plan()
    expect(await company.caseOf('p001')).toMatchObject({ kind: 'mover', apps: ['crm', 'wiki'] })
    await company.work()
    expect(await company.access('p001')).toEqual({ crm: 'on sellers', wiki: 'on readers sales' })
    await company.upload({ p001: { department: 'Finance' } })
    await company.plan()
    await company.work()
    expect(await company.access('p001')).toEqual({ crm: 'on sellers', wiki: 'on readers sales' })
    company.at = new Date('2026-06-09T08:00:00Z')
    await company.plan()
    await company.work()
    expect(await company.access('p001')).toEqual({ crm: 'off', wiki: 'on readers' })
    expect((await company.cases()).map(({ kind, state }) => `${kind} ${state}`)).toEqual(['mover closed', 'mover closed', 'mover closed'])
  })

  test('a mover whom policy gives no grace loses at once what no rule gives, also after the clock was put back', async () => {
    await using company = await settled(dialect)
    await company.save(testPolicy.replaceAll(/^( +)title: .*$/gm, '$&\n$1graceDays: 0'))
    await company.upload({ p001: { department: 'Sales' } })
    await company.plan()
    await company.work()
    company.at = new Date('2026-06-01T07:00:00Z')
    await company.upload({ p001: { department: 'Finance' } })
    await company.plan()
    await company.work()
    expect(await company.access('p001')).toEqual({ crm: 'off', wiki: 'on readers' })
  })

  test('a leaver whose end was back-dated is done at once, on both clocks', async () => {
    await using company = await settled(dialect)
    company.at = new Date('2026-06-01T09:00:00Z')
    await company.upload({ p001: { end: '2026-05-28' } })
    await company.plan()
    await company.work()
    expect(await company.caseOf('p001')).toMatchObject({
      kind: 'leaver',
      state: 'closed',
      effectiveAt: '2026-05-28T16:00:00.000Z',
      recordedAt: '2026-06-01T09:00:00.000Z',
      late: true,
      sinceRecordedMs: 0,
      sinceEffectiveMs: 3.6 * 86_400_000 + 2.6 * 3_600_000,
    })
    expect(await company.access('p001')).toEqual({ wiki: 'off' })
  })

  test('a leaver ahead is left alone until the cut-off on the last day', async () => {
    await using company = await settled(dialect)
    await company.upload({ p001: { end: '2026-06-12', last: '2026-06-10' } })
    await company.plan()
    expect(await company.cases()).toEqual([])
    expect(await company.person('p001')).toMatchObject({ status: 'notice' })
    const ahead = { organization: company.organization, from: company.at, to: new Date('2026-07-01T00:00:00Z'), limit: 10 }
    expect(await company.ports.database.read((em) => listSchedule(em, ahead))).toContainEqual(
      expect.objectContaining({ name: 'p001 Test', kind: 'access_ends', at: '2026-06-10T16:00:00.000Z', date: '2026-06-10' }),
    )
    company.moveTo('2026-06-10T15:59:59Z')
    await company.plan()
    expect(await company.cases()).toEqual([])
    company.moveTo('2026-06-10T16:00:00Z')
    await company.plan()
    expect(await company.caseOf('p001')).toMatchObject({ kind: 'leaver', state: 'running', late: false })
  })

  test('a month without anybody looking ends where looking every day would have', async () => {
    await using company = await settled(dialect)
    await company.upload({ p001: { end: '2026-06-05' }, ada: { start: '2026-06-08' }, bob: { start: '2026-06-02', end: '2026-06-20' } })
    company.moveTo('2026-07-06T06:00:00Z')
    await company.plan()
    await company.work()
    expect(await company.access('p001')).toEqual({ wiki: 'off' })
    expect(await company.access('ada')).toEqual({ wiki: 'on readers' })
    expect(await company.access('bob')).toEqual({})
    expect((await company.cases()).map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual(['joiner closed', 'leaver closed'])
  })

  test('neither half a snapshot nor a row that vanished opens a case', async () => {
    await using company = await settled(dialect)
    company.edit({ p001: undefined })
    expect((await company.upload({}, 12)).kind).toBe('partial')
    await company.plan()
    expect((await company.upload({}, 11)).kind).toBe('accepted')
    await markEveryone(company)
    expect((await company.person('p001')).presence).toBe('missing')
    expect(await company.cases()).toEqual([])
    expect(await company.access('p001')).toEqual({ wiki: 'on readers' })
  })

  test('a status that contradicts the dates asks a person, and an answer in HR settles it', async () => {
    await using company = await settled(dialect)
    await company.upload({ p001: { status: 'Terminated' } })
    await company.plan()
    expect(await company.caseOf('p001')).toMatchObject({ state: 'needs_person', reason: 'status_unclear' })
    expect(await company.jobs()).toEqual([])
    expect(await company.access('p001')).toEqual({ wiki: 'on readers' })
    await markEveryone(company)
    expect(await company.cases()).toHaveLength(1)
    await company.upload({ p001: { status: 'Terminated', end: '2026-05-29' } })
    await company.plan()
    expect((await company.cases()).map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual(['leaver running', 'mover superseded'])
  })

  test('a status that turns unclear stops what has not started', async () => {
    await using company = await settled(dialect)
    await company.upload({ p001: { end: '2026-05-29' } })
    await company.plan()
    await company.upload({ p001: { end: '2026-12-31', status: 'Terminated' } })
    await company.plan()
    expect((await company.jobs()).map(({ state }) => state)).toEqual(['revoked'])
    expect(await company.caseOf('p001')).toMatchObject({ state: 'needs_person', reason: 'status_unclear' })
  })

  test('what HR changes meanwhile supersedes what has not started', async () => {
    await using company = await settled(dialect)
    await company.upload({ ada: { start: '2026-06-01' } })
    await company.plan()
    company.moveTo('2026-06-01T09:00:00Z')
    await company.upload({ ada: { department: 'Sales' } })
    await company.plan()
    expect((await company.cases()).map(({ state }) => state).sort()).toEqual(['running', 'superseded'])
    expect((await company.jobs()).map(({ app, state }) => `${app} ${state}`).sort()).toEqual(['crm queued', 'wiki queued', 'wiki revoked'])
    await company.work()
    expect(await company.access('ada')).toEqual({ crm: 'on sellers', wiki: 'on readers sales' })
    expect((await company.caseOf('ada')).state).toBe('closed')
  })

  test('what HR changes without meaning for access leaves the case alone', async () => {
    await using company = await settled(dialect)
    await company.upload({ ada: { start: '2026-06-01' } })
    await company.plan()
    const before = await company.caseOf('ada')
    company.moveTo('2026-06-01T09:00:00Z')
    await company.upload({ ada: { title: 'Head Clerk' } })
    await company.plan()
    expect(await company.cases()).toEqual([before])
  })

  test('a termination taken back before it fires takes its jobs back', async () => {
    await using company = await settled(dialect)
    await company.upload({ p001: { end: '2026-05-29' } })
    await company.plan()
    await company.upload({ p001: { end: '' } })
    await company.plan()
    expect(await company.caseOf('p001')).toMatchObject({ state: 'cancelled', reason: 'no_longer_needed' })
    expect((await company.jobs()).map(({ state }) => state)).toEqual(['revoked'])
    expect(await company.access('p001')).toEqual({ wiki: 'on readers' })
  })

  test('a failure names itself, and a retry starts with fresh jobs', async () => {
    await using company = await settled(dialect)
    await company.upload({ p001: { end: '2026-05-29' } })
    await company.plan()
    for (const job of await company.jobs('queued')) await company.finish(job, { failure: 'unauthorized' })
    const stuck = await company.caseOf('p001')
    expect(stuck).toMatchObject({ state: 'needs_person', reason: 'unauthorized' })
    await markEveryone(company)
    expect(await company.cases()).toHaveLength(1)

    const command = { organization: company.organization, case: stuck.id, by: company.owner }
    const next = await retryCase(company.ports, command)
    await company.work()
    expect((await company.cases()).map(({ id, state, reason }) => ({ id, state, reason }))).toEqual(
      expect.arrayContaining([
        { id: next, state: 'closed', reason: null },
        { id: stuck.id, state: 'superseded', reason: 'retried' },
      ]),
    )
    await expect(retryCase(company.ports, command)).rejects.toMatchObject({ code: 'wrong_state' })
  })

  test('a job that claims success which the app does not show closes nothing', async () => {
    await using company = await settled(dialect)
    await company.upload({ p001: { end: '2026-05-29' } })
    await company.plan()
    for (const job of await company.jobs('queued')) await company.finish(job, 'lost')
    expect(await company.caseOf('p001')).toMatchObject({ state: 'needs_person', reason: 'unverified', closedAt: null })
  })

  test('a job that ends after its case was cancelled makes the planner look again', async () => {
    await using company = await settled(dialect)
    await company.upload({ p001: { end: '2026-05-29' } })
    await company.plan()
    const [job] = await company.jobs('queued')
    if (job === undefined) throw new Error('one job')
    const { id } = await company.caseOf('p001')
    await cancelCase(company.ports, { organization: company.organization, case: id, by: company.owner, reason: 'not_now' })
    expect((await company.person('p001')).needsPlanning).toBe(false)
    await company.finish(job, 'lost')
    expect((await company.person('p001')).needsPlanning).toBe(true)
    expect(await company.caseOf('p001')).toMatchObject({ state: 'cancelled', reason: 'cancelled' })
  })

  test.each([
    ['has left', { end: '2026-05-28' }],
    ['is on garden leave', { end: '2026-12-31', last: '2026-05-28' }],
    ['never started', { end: '2020-01-01', status: 'no show' }],
  ])('an account that is listed after its owner’s case closed is disabled, where the owner %s', async (_, row) => {
    await using company = await settled(dialect)
    await company.upload({ p001: row })
    await company.plan()
    await company.work()
    expect((await company.caseOf('p001')).state).toBe('closed')
    await company.find('crm', 'p001')
    await company.plan()
    expect(await company.caseOf('p001')).toMatchObject({ kind: 'leaver', state: 'running', apps: ['crm'] })
    await company.work()
    expect(await company.access('p001')).toEqual({ crm: 'off', wiki: 'off' })
  })

  test('a leaver’s account that somebody switched on again is disabled once more', async () => {
    await using company = await settled(dialect)
    await company.upload({ p001: { end: '2026-05-28' } })
    await company.plan()
    await company.work()
    await company.find('wiki', 'p001', { active: false })
    expect((await company.person('p001')).needsPlanning).toBe(false)
    await company.find('wiki', 'p001')
    await company.plan()
    await company.work()
    expect(await company.access('p001')).toEqual({ wiki: 'off' })
    expect(await company.cases()).toHaveLength(2)
  })

  test('a listing opens no case for someone who works here', async () => {
    await using company = await settled(dialect)
    await company.find('crm', 'p001')
    expect((await company.person('p001')).needsPlanning).toBe(false)
    await company.plan()
    expect(await company.cases()).toEqual([])
  })

  test('an account that is listed while a leaver waits for a person is news', async () => {
    await using company = await settled(dialect)
    await company.upload({ p001: { end: '2026-05-28' } })
    await company.plan()
    for (const job of await company.jobs('queued')) await company.finish(job, { failure: 'unauthorized' })
    await company.find('crm', 'p001')
    await company.plan()
    expect((await company.cases()).map(({ state }) => state).sort()).toEqual(['running', 'superseded'])
    await company.work()
    expect(await company.access('p001')).toEqual({ crm: 'off', wiki: 'off' })
  })

  test('an account that is listed while a leaver’s last job runs is disabled too', async () => {
    await using company = await settled(dialect)
    await company.upload({ p001: { end: '2026-05-28' } })
    await company.plan()
    await company.find('crm', 'p001')
    await company.plan()
    expect(await company.cases()).toHaveLength(1)
    await company.work()
    await company.work()
    expect(await company.access('p001')).toEqual({ crm: 'off', wiki: 'off' })
    expect((await company.caseOf('p001')).state).toBe('closed')
  })

  test('an account of the wanted name that is not ours asks a person', async () => {
    await using company = await settled(dialect)
    await company.upload({ ada: { start: '2026-06-01' } })
    await company.plan()
    for (const job of await company.jobs('queued')) await company.finish(job, { failure: 'conflict' })
    expect(await company.caseOf('ada')).toMatchObject({ state: 'needs_person', reason: 'conflict' })
  })

  test('a user name is taken however the app writes its letters', async () => {
    await using company = await settled(dialect)
    const theirs = { nativeId: 'root', externalId: 'not-ours', active: true, profile: {}, entitlements: [] }
    await company.list('crm', [{ ...theirs, userName: 'O\u0308ZIL@Larkfield.example' }])
    await company.upload({ özil: { department: 'Sales', start: '2026-06-01' } })
    await company.plan()
    expect((await company.jobs()).map(({ app }) => app)).toEqual(['wiki'])
  })

  test('what ledger and jobs say of a plan cannot be worked out from the plan alone', async () => {
    await using company = await settled(dialect)
    await company.upload({ ada: { start: '2026-06-01' }, bob: { start: '2026-06-01' } })
    await company.plan()
    const { database } = company.ports
    const { id } = await company.caseOf('ada')
    const stored = await database.read((em) => em.findOneOrFail(Case, { id }))
    const range = { organization: company.organization, from: stored.ledgerFrom, to: stored.ledgerFrom + 1 }
    const { opened, disclosed, causes } = await database.read(async (em) => ({
      opened: JSON.parse(Buffer.from((await readRange(em, range))[0]?.bytes ?? []).toString('utf8')),
      disclosed: (await readDisclosures(em, range)).get(stored.ledgerFrom),
      causes: await caseCauses(em, id),
    }))
    expect(opened.plan).not.toBe(digestOf(stored.plan))
    expect(causes.planHash).toBe(opened.plan)
    expect((await getCase(database, { organization: company.organization, case: id })).planHash).toBe(opened.plan)
    const salt = disclosed?.find(({ name }) => name === 'planSalt')?.value
    expect(salt).toMatch(/^[\w-]{22}$/)
    expect(digestOf({ salt, plan: stored.plan })).toBe(opened.plan)
  })

  test('a user name that is somebody else’s is not taken over', async () => {
    await using company = await settled(dialect)
    const admin = {
      nativeId: 'root',
      userName: 'Ada@Larkfield.example',
      externalId: 'not-ours',
      active: true,
      profile: {},
      entitlements: ['admins'],
    }
    await company.list('crm', [admin])
    await company.upload({ ada: { department: 'Sales', start: '2026-06-01' } })
    await company.plan()
    expect((await company.jobs()).map(({ app }) => app)).toEqual(['wiki'])
    await company.work()
    expect(await company.caseOf('ada')).toMatchObject({ state: 'needs_person', reason: 'user_name_taken' })
  })

  test('without a policy nothing is planned, and nothing is forgotten', async () => {
    await using company = await TestCompany.open(dialect, '')
    await company.settle(staff(3))
    await company.upload({ ada: { start: '2026-06-01' } })
    await company.plan()
    expect(await company.cases()).toEqual([])
    expect((await company.person('ada')).needsPlanning).toBe(true)
  })

  test('the ledger has the case from its first entry to its last, without a name in it', async () => {
    await using company = await settled(dialect)
    await company.upload({ ada: { start: '2026-06-01' } })
    await company.plan()
    await company.work()
    const { id } = await company.caseOf('ada')
    const detail = await getCase(company.ports.database, { organization: company.organization, case: id })
    const { ledgerFrom, ledgerTo } = detail
    const entries = await company.ports.database.read((em) =>
      readRange(em, { organization: company.organization, from: ledgerFrom, to: ledgerTo ?? 0 }),
    )
    const texts = entries.map(({ bytes }) => Buffer.from(bytes).toString('utf8'))
    expect(texts.map((text) => JSON.parse(text).t)).toEqual(['case.opened', 'account.linked', 'case.closed'])
    expect(JSON.parse(texts[0] ?? '')).toMatchObject({ case: id, sub: detail.person, plan: detail.planHash, pol: detail.policyDigest })
    expect(texts.join()).not.toMatch(/\bada\b|Test|larkfield/)
    expect(detail.jobs).toMatchObject([
      { app: 'wiki', state: 'done', steps: [{ step: { verb: 'account.create' }, because: ['everyone'] }, { because: ['everyone'] }] },
    ])
  })

  test('two planners at once open one case per person', async () => {
    await using company = await settled(dialect)
    await company.upload(Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`new${index}`, { start: '2026-06-01' }])))
    await Promise.all([company.plan(), new CasePlanner(company.ports).tick(company.at), new CasePlanner(company.ports).tick(company.at)])
    expect(await company.cases()).toHaveLength(20)
    expect(await company.jobs()).toHaveLength(20)
  })

  test('receipts and new facts about the same people do not wait for each other for ever', async () => {
    await using company = await settled(dialect)
    const keys = Array.from({ length: 15 }, (_, index) => `new${index}`)
    await company.upload(Object.fromEntries(keys.map((key) => [key, { start: '2026-06-01' }])))
    await company.plan()
    const held = await company.jobs('queued')
    await company.ports.database.transact((em) => em.nativeUpdate(JobRecord, {}, { state: 'leased' }))
    company.moveTo('2026-06-01T09:00:00Z')
    await company.upload(Object.fromEntries(keys.map((key) => [key, { department: 'Sales' }])))
    await Promise.all([...held.map((job) => company.finish(job, 'done')), company.planner.tick(company.at)])
    expect(company.complaints).toEqual([])
    await company.plan()
    await company.work()
    expect(await Promise.all(keys.map((key) => company.access(key)))).toEqual(
      keys.map(() => ({ crm: 'on sellers', wiki: 'on readers sales' })),
    )
  })

  test('someone who cannot be planned keeps nobody waiting, and is tried again after a minute', async () => {
    await using company = await settled(dialect)
    await company.upload({ ada: { start: '2026-06-01' }, bob: { start: '2026-06-01' } })
    const { facts } = await company.person('ada')
    await setFacts(company, 'ada', JSON.parse('{"engagements":null}'))
    await company.plan()
    expect((await company.cases()).map(({ name }) => name)).toEqual(['bob Test'])
    await setFacts(company, 'ada', facts)
    await company.plan()
    expect(await company.cases()).toHaveLength(1)
    company.moveTo('2026-06-01T08:01:00Z')
    await company.plan()
    expect(await company.cases()).toHaveLength(2)
  })
})

async function settled(dialect: Parameters<typeof TestCompany.open>[0]): Promise<TestCompany> {
  const company = await TestCompany.open(dialect)
  await company.settle(staff(12))
  return company
}

async function setFacts({ ports }: TestCompany, personKey: string, facts: Person['facts']): Promise<void> {
  await ports.database.transact((em) => em.nativeUpdate(Person, { personKey }, { facts }))
}

/** As after a restore or an upgrade: everybody is looked at, whether anything happened or not. */
async function markEveryone(company: TestCompany): Promise<void> {
  await company.ports.database.transact((em) => em.nativeUpdate(Person, {}, { needsPlanning: true }))
  await company.plan()
}
