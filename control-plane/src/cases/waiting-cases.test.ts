import { describe, expect, test } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import { staff } from '../../test/roster-rows.ts'
import { TestCompany } from '../../test/test-company.ts'
import { ApprovalRequest, type ApprovalState } from '../approvals/approval-request.entity.ts'
import { LedgerEntry } from '../ledger/ledger-entry.entity.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import { ReservedAddress } from '../roster/reserved-address.entity.ts'
import { listSchedule } from '../schedule/list-schedule.ts'
import { TaskRecord } from '../tasks/task.entity.ts'
import { continueCase } from './continue-case.ts'
import { getCase } from './get-case.ts'
import { postponeCase } from './postpone-case.ts'
import { releaseCase } from './release-case.ts'
import { waiveItem } from './waive.ts'

const policy = `
version: 1
company: { timeZone: Europe/Berlin }
apps:
  idp: { title: IdP, order: identity, leadDays: 0, account: { userName: person.workEmail } }
  mail:
    title: Mail
    leadDays: 0
    account: { userName: person.workEmail }
    entitlements: { shared: { title: Shared mailbox } }
  crm:
    title: CRM
    leadDays: 0
    requires: [idp]
    account: { userName: person.workEmail }
    entitlements: { admins: { title: Admins, approval: operators } }
    leaver: { tasks: [{ name: notebook, title: Notebook, instructions: Collect it., assignee: operators, days: 3 }] }
rules:
  - { name: everyone, when: 'true', grant: [idp, crm] }
  - { name: chiefs, when: 'person.title == "Chief"', grant: [crm/admins] }
`

describe.each(testDialects)('what waits on %s', (dialect) => {
  test('an app that requires another one goes after it, however long that takes', async () => {
    await using company = await open(dialect)
    company.down.add('idp')
    await company.upload({ ada: { start: '2026-06-01' } })
    await company.plan()
    await company.work()
    expect(await statesOf(company)).toEqual({ crm: 'waiting', idp: 'queued' })
    const { id } = await company.caseOf('ada')
    const found = await getCase(company.ports.database, { organization: company.organization, case: id, at: company.at })
    expect(found.jobs.find(({ app }) => app === 'crm')?.waitsFor).toContainEqual({ kind: 'app', of: 'idp', until: null })
    await company.liveUntil('2026-06-01T12:00:00Z')
    expect((await statesOf(company))['crm']).toBe('waiting')
    company.down.clear()
    await company.work()
    expect(await statesOf(company)).toEqual({ crm: 'done', idp: 'done' })
    expect((await company.caseOf('ada')).state).toBe('closed')
  })

  test('a leaver’s other apps wait a minute for sign-in to be blocked, and no longer', async () => {
    await using company = await open(dialect)
    await company.upload({ ada: { start: '2026-06-01' } })
    await company.plan()
    await company.work()
    company.down.add('idp')
    company.moveTo('2026-06-11T08:00:00Z')
    await company.upload({ ada: { end: '2026-06-10' } })
    await company.plan()
    await company.work()
    expect(await access(company)).toEqual({ crm: 'on', idp: 'on' })
    await company.liveUntil('2026-06-11T08:00:59Z')
    expect(await access(company)).toEqual({ crm: 'on', idp: 'on' })
    await company.liveUntil('2026-06-11T08:01:00Z')
    expect(await access(company)).toEqual({ crm: 'off', idp: 'on' })
  })

  test.each<[ApprovalState, string, string]>([
    ['approved', 'closed', 'on admins'],
    ['refused', 'closed', 'on'],
    ['expired', 'needs_person', 'on'],
  ])('a part that is %s leaves the case %s', async (state, end, held) => {
    await using company = await open(dialect)
    await company.upload({ ada: { start: '2026-06-01', title: 'Chief' } })
    await company.plan()
    await company.work()
    expect(await company.caseOf('ada')).toMatchObject({ state: 'running' })
    expect(await company.access('ada')).toEqual({ crm: 'on', idp: 'on' })
    await decide(company, state)
    await company.work()
    expect(await company.caseOf('ada')).toMatchObject({ state: end })
    expect((await company.access('ada'))['crm']).toBe(held)
  })

  test.each<ApprovalState>(['pending', 'refused', 'expired'])(
    'an app waits for the account that it requires, not for an approval there that is %s',
    async (state) => {
      const chiefOfIdp = policy.replace(
        'account: { userName: person.workEmail } }',
        'account: { userName: person.workEmail }, entitlements: { admins: { title: Admins, approval: operators } } }',
      )
      await using company = await open(dialect, chiefOfIdp.replace('grant: [crm/admins]', 'grant: [idp/admins]'))
      await company.upload({ ada: { start: '2026-06-01', title: 'Chief' } })
      await company.plan()
      if (state !== 'pending') await decide(company, state)
      await company.work()
      expect(await company.access('ada')).toEqual({ crm: 'on', idp: 'on' })
      expect((await company.caseOf('ada')).state).toBe(state === 'pending' ? 'running' : state === 'refused' ? 'closed' : 'needs_person')
    },
  )

  test.each<[ApprovalState, Readonly<Record<string, unknown>>, string]>([
    ['approved', { state: 'closed', reason: null }, 'on'],
    ['refused', { state: 'cancelled', reason: 'refused' }, 'off'],
    ['expired', { state: 'needs_person', reason: 'approval_expired' }, 'off'],
  ])('what a leaver lost comes back only when that is %s', async (state, end, idp) => {
    await using company = await TestCompany.open(dialect)
    await company.settle(staff(12))
    await company.upload({ p001: { end: '2026-05-28' }, p002: { end: '2026-12-31' } })
    await company.plan()
    await company.work()
    await company.upload({ p001: { end: '' } })
    await company.plan()
    await company.work()
    expect(await company.caseOf('p001')).toMatchObject({ kind: 'restore', state: 'held', reason: 'approval' })
    expect((await company.access('p001'))['wiki']).toMatch(/^off/)
    const { id } = await company.caseOf('p001')
    await expect(releaseCase(company.ports, { ...command(company, id), reason: 'emergency' })).rejects.toMatchObject({
      code: 'wrong_state',
    })
    await decide(company, state)
    await company.work()
    expect((await company.cases()).find((one) => one.id === id)).toMatchObject(end)
    expect((await company.access('p001'))['wiki']?.split(' ')[0]).toBe(idp)
  })

  test('a case closes when the last task is settled, and the leaver’s addresses stay theirs', async () => {
    await using company = await leaver(dialect)
    expect(await company.caseOf('ada')).toMatchObject({ kind: 'leaver', state: 'running' })
    const [task] = await tasks(company)
    if (task === undefined) throw new Error('one task')
    expect(task.state).toBe('open')
    const { id } = await company.caseOf('ada')
    await waiveItem(company.ports, { ...command(company, id), item: { task: task.id }, reason: 'not_possible' })
    expect(await company.caseOf('ada')).toMatchObject({ state: 'closed' })
    const reserved = await company.ports.database.read((em) => em.find(ReservedAddress, {}))
    expect(reserved).toMatchObject([{ key: 'ada@larkfield.example', until: new Date('2027-06-11T08:00:00Z') }])
    expect(await entryTypes(company)).toEqual(expect.arrayContaining(['task.opened', 'access.waived', 'case.closed']))
  })

  test('a job that failed can be waived by name, and the case closes over it', async () => {
    await using company = await leaver(dialect, 'crm')
    const { id } = await company.caseOf('ada')
    const command = { organization: company.organization, case: id, by: company.owner, reason: 'app_is_gone' as const }
    const [task] = await tasks(company)
    const job = (await company.jobs('failed')).find(({ app }) => app === 'crm')
    if (task === undefined || job === undefined) throw new Error('a task and a failed job')
    expect((await company.caseOf('ada')).state).toBe('needs_person')
    await waiveItem(company.ports, { ...command, item: { task: task.id } })
    expect((await company.caseOf('ada')).state).toBe('needs_person')
    await waiveItem(company.ports, { ...command, item: { job: job.id } })
    expect((await company.caseOf('ada')).state).toBe('closed')
    expect(await access(company)).toEqual({ crm: 'on', idp: 'off' })
    await expect(waiveItem(company.ports, { ...command, item: { job: job.id } })).rejects.toMatchObject({ code: 'wrong_state' })
  })

  test('a leaver’s licence goes once the mailbox shows that it was converted, and not before', async () => {
    await using company = await licensed(dialect)
    expect(await company.caseOf('ada')).toMatchObject({ kind: 'leaver', state: 'running', reason: 'waits_for_condition' })
    expect(await company.access('ada')).toMatchObject({ lic: 'off seat', mail: 'off' })
    await company.liveUntil('2026-06-11T09:00:00Z')
    expect(await company.caseOf('ada')).toMatchObject({ state: 'running', reason: 'waits_for_condition' })
    expect((await company.jobs()).filter(({ event }) => event === 'check').length).toBe(7)
    await company.touch('ada', 'mail', { entitlements: ['shared'] })
    await company.liveUntil('2026-06-11T09:10:00Z')
    expect((await company.access('ada'))['lic']).toBe('off')
    expect((await company.cases()).filter(({ name }) => name === 'ada Test').map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'leaver closed',
      'leaver superseded',
      'joiner closed',
    ])
  })

  test('a condition that does not come for a week needs a person', async () => {
    await using company = await licensed(dialect)
    company.moveTo('2026-06-18T08:00:00Z')
    await company.work()
    expect(await company.caseOf('ada')).toMatchObject({ state: 'needs_person', reason: 'waits_too_long' })
    expect((await company.access('ada'))['lic']).toBe('off seat')
  })

  test('a postponed leaver is judged anew on the day', async () => {
    await using company = await open(dialect)
    company.moveTo('2026-06-09T08:00:00Z')
    const gone = ['p000', 'p001', 'p002', 'p003']
    await company.upload(Object.fromEntries(gone.map((key) => [key, { end: '2026-06-08' }])))
    await company.plan()
    const held = (await company.cases()).filter(({ state }) => state === 'held')
    expect(held.map(({ reason }) => reason)).toEqual(['guard'])
    const id = held[0]?.id
    if (id === undefined) throw new Error('one is held')
    await postponeCase(company.ports, { ...command(company, id), until: '2026-06-20' })
    await company.plan()
    const ahead = { organization: company.organization, from: company.at, to: new Date('2026-07-01T00:00:00Z'), limit: 10 }
    expect(await company.ports.database.read((em) => listSchedule(em, ahead))).toMatchObject([
      { kind: 'postponed_until', about: id, at: '2026-06-19T22:00:00.000Z' },
    ])
    await company.liveUntil('2026-06-19T21:59:59Z')
    expect((await company.cases()).find((one) => one.id === id)).toMatchObject({ state: 'held', reason: 'schedule' })
    await company.liveUntil('2026-06-19T22:00:00Z')
    expect((await company.cases()).find((one) => one.id === id)).toMatchObject({ state: 'closed', heldUntil: null })
    await expect(releaseCase(company.ports, { ...command(company, id), reason: 'emergency' })).rejects.toMatchObject({
      code: 'wrong_state',
    })
  })
})

async function open(dialect: Parameters<typeof TestCompany.open>[0], document = policy): Promise<TestCompany> {
  const company = await TestCompany.open(dialect, document)
  await company.upload(staff(20))
  const people = await Promise.all(Object.keys(staff(20)).map((key) => company.person(key)))
  const accounts = people.map(({ id, personKey }) => ({
    nativeId: personKey,
    userName: `${personKey}@larkfield.example`,
    externalId: id,
    active: true,
    profile: {},
    entitlements: [],
  }))
  await company.list('idp', accounts)
  return company
}

const licences = `
version: 1
company: { timeZone: Europe/Berlin }
apps:
  mail: { title: Mail, order: mail, leadDays: 0, account: { userName: person.workEmail }, entitlements: { shared: { title: Shared mailbox } } }
  lic:
    title: Licences
    leadDays: 0
    account: { userName: person.workEmail }
    entitlements: { seat: { title: Seat, revokeAfter: mail/shared } }
rules:
  - { name: everyone, when: 'true', grant: [mail, lic, lic/seat] }
`

/** Ada left, with a licence that has to wait for her mailbox. */
async function licensed(dialect: Parameters<typeof TestCompany.open>[0]): Promise<TestCompany> {
  const company = await TestCompany.open(dialect, licences)
  await company.upload(staff(12))
  await company.upload({ ada: { start: '2026-06-01' } })
  await company.plan()
  await company.work()
  company.moveTo('2026-06-11T08:00:00Z')
  await company.upload({ ada: { end: '2026-06-10' } })
  await company.plan()
  await company.work()
  return company
}

/** Ada left: everything is done but the task, and what fails. */
async function leaver(dialect: Parameters<typeof TestCompany.open>[0], failing?: string): Promise<TestCompany> {
  const company = await open(dialect)
  await company.upload({ ada: { start: '2026-06-01' } })
  await company.plan()
  await company.work()
  if (failing !== undefined) company.failing.set(failing, 'unauthorized')
  company.moveTo('2026-06-11T08:00:00Z')
  await company.upload({ ada: { end: '2026-06-10' } })
  await company.plan()
  await company.work()
  return company
}

function command({ organization, owner }: TestCompany, id: Awaited<ReturnType<TestCompany['caseOf']>>['id']) {
  return { organization, case: id, by: owner }
}

async function access(company: TestCompany): Promise<Readonly<Record<string, string>>> {
  const found = await company.access('ada')
  return Object.fromEntries(Object.entries(found).map(([app, text]) => [app, text.split(' ')[0] ?? '']))
}

async function statesOf(company: TestCompany): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries((await company.jobs()).map(({ app, state }) => [app, state]))
}

async function tasks({ ports }: TestCompany): Promise<readonly TaskRecord[]> {
  return ports.database.read((em) => em.find(TaskRecord, {}))
}

/** What approvers said, as the rest of the program hears of it. */
async function decide({ ports, organization, at }: TestCompany, state: ApprovalState): Promise<void> {
  await ports.database.transact(async (em) => {
    await lockLedger(em, organization)
    const request = await em.findOneOrFail(ApprovalRequest, { state: 'pending' })
    em.assign(request, { state, decidedAt: at })
    await continueCase(em, request.case, { at, random: ports.random })
  })
}

async function entryTypes({ ports }: TestCompany): Promise<readonly string[]> {
  const entries = await ports.database.read((em) => em.find(LedgerEntry, {}, { orderBy: { position: 'asc' } }))
  return entries.map(({ type }) => type)
}
