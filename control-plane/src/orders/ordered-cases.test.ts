import { toCivilDate } from '@rollcall/shared/civil-date'
import { describe, expect, test } from 'vitest'
import { addMember } from '../../test/add-member.ts'
import { ledgerEntries } from '../../test/ledger-entries.ts'
import { testDialects } from '../../test/open-test-database.ts'
import { staff } from '../../test/roster-rows.ts'
import { TestCompany, testPolicy } from '../../test/test-company.ts'
import type { Dialect } from '../database/database.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import { Question } from '../questions/question.entity.ts'
import { answerRehire } from '../roster/answer-rehire.ts'
import { ReservedAddress } from '../roster/reserved-address.entity.ts'
import { showPerson } from '../roster/show-person.ts'
import { completeTask } from '../tasks/complete-task.ts'
import { TaskRecord } from '../tasks/task.entity.ts'
import { confirmOrder } from './confirm-order.ts'
import { giveOrder, type OrderCommand } from './give-order.ts'
import { liftOrder } from './lift-order.ts'
import { OrderClock } from './order-clock.ts'

describe.each(testDialects)('what orders do on %s', (dialect) => {
  test('for cause: one command ends every account while HR says active, and the guard does not hold it', async () => {
    await using company = await settled(dialect)
    await fillTheGuard(company)
    await give(company, 'p010', {})
    await company.plan()
    expect(await company.caseOf('p010')).toMatchObject({ kind: 'leaver', state: 'running' })
    await company.work()
    expect(await company.caseOf('p010')).toMatchObject({ kind: 'leaver', state: 'closed' })
    expect(await company.access('p010')).toEqual({ wiki: expect.stringMatching(/^off/) })
  })

  test('for cause: whoever looks at the person sees the order that counts', async () => {
    await using company = await settled(dialect)
    const { order } = await give(company, 'p010', {})
    const show = async () => showPerson(company.ports, { organization: company.organization, person: 'p010' })
    expect(await show()).toMatchObject({ orders: [{ id: order, kind: 'for_cause', activeAt: company.at }] })
    await liftOrder(company.ports, { organization: company.organization, by: company.owner, order, reason: 'given_in_error' })
    expect(await show()).toMatchObject({ orders: [] })
  })

  test('for cause: sessions and tokens end before anything else', async () => {
    await using company = await settled(dialect)
    await give(company, 'p010', {})
    await company.plan()
    const jobs = await company.jobs('queued')
    const verbs = jobs.flatMap(({ steps }) => steps.map(({ verb }) => verb))
    expect(verbs.slice(0, 2)).toEqual(['account.suspend', 'sessions.end'])
  })

  test('for cause with two people: nothing happens before the second', async () => {
    await using company = await settled(dialect, `${testPolicy}\napprovals: { forCauseNeedsTwo: true }\n`)
    const { order } = await give(company, 'p010', {})
    await company.plan()
    expect(await company.cases()).toEqual([])
    await confirmOrder(company.ports, { organization: company.organization, by: await addMember(company, 'operator'), order })
    await company.plan()
    await company.work()
    expect(await company.caseOf('p010')).toMatchObject({ kind: 'leaver', state: 'closed' })
  })

  test("for cause: HR's later word joins the case, and opens no second one", async () => {
    await using company = await settled(dialect)
    const { order } = await give(company, 'p010', {})
    await company.plan()
    await company.work()
    company.moveTo('2026-06-04T08:00:00Z')
    await company.upload({ p010: { end: '2026-06-01' } })
    await company.plan()
    await company.work()
    const cases = await company.cases()
    expect(cases).toMatchObject([{ kind: 'leaver', state: 'closed' }])
    const [{ id } = { id: undefined }] = cases
    expect(await ledgerEntries(company, 'order.agreed')).toMatchObject([{ order, case: id, recorded: '2026-06-04T08:00:00.000Z' }])
  })

  test('for cause: HR that goes on saying active changes nothing but that somebody is asked', async () => {
    await using company = await settled(dialect)
    await give(company, 'p010', {})
    await company.plan()
    await company.work()
    company.moveTo('2026-06-16T08:00:00Z')
    await company.upload({ p010: { title: 'Head clerk' } })
    await company.plan()
    await new OrderClock(company.ports).tick(company.at)
    expect(await company.access('p010')).toEqual({ wiki: expect.stringMatching(/^off/) })
    const questions = await company.ports.database.read((em) => em.find(Question, { kind: 'order_not_agreed' }))
    expect(questions).toMatchObject([{ state: 'open' }])
  })

  test('for cause: whom HR let go, and then hires again, stays out, and somebody is asked at once', async () => {
    await using company = await settled(dialect)
    const { order } = await give(company, 'p010', {})
    await company.plan()
    await company.work()
    await company.upload({ p010: { end: '2026-06-01' } })
    company.moveTo('2026-06-04T08:00:00Z')
    await company.plan()
    expect(await asked(company)).toEqual([])
    await company.upload({ p010: { end: '' } })
    await company.plan()
    await company.work()
    expect(await company.access('p010')).toEqual({ wiki: expect.stringMatching(/^off/) })
    const { id } = await company.person('p010')
    expect(await asked(company)).toMatchObject([{ state: 'open', person: id, details: { order } }])
    await company.upload({ p010: { end: '2026-06-03' } })
    await company.plan()
    expect(await asked(company)).toMatchObject([{ state: 'moot' }])
  })

  test('for cause: whom HR let go, and then hires again under another key, stays out, and somebody is asked at once', async () => {
    await using company = await settled(dialect)
    const { order } = await give(company, 'p010', {})
    await company.upload({ p010: { end: '2026-05-29' } })
    await company.plan()
    await company.work()
    await company.upload({ p010: undefined, again: { start: '2026-06-01' } })
    await rehire(company, 'p010', 'again')
    await company.plan()
    await company.work()
    const { id } = await company.person('again')
    expect(await company.access('again')).toEqual({ wiki: expect.stringMatching(/^off/) })
    expect(await asked(company)).toMatchObject([{ state: 'open', person: id, details: { order } }])
    await liftOrder(company.ports, { organization: company.organization, by: company.owner, order, reason: 'cleared' })
    expect(await asked(company)).toMatchObject([{ state: 'moot' }])
    expect((await company.person('again')).needsPlanning).toBe(true)
  })

  test('for cause, lifted: what was taken is given back once somebody has agreed', async () => {
    await using company = await settled(dialect)
    const { order } = await give(company, 'p010', {})
    await company.plan()
    await company.work()
    await liftOrder(company.ports, { organization: company.organization, by: company.owner, order, reason: 'given_in_error' })
    await company.plan()
    expect(await company.caseOf('p010')).toMatchObject({ kind: 'restore', state: 'held', reason: 'approval' })
    expect(await company.jobs('queued')).toEqual([])
    expect(await ledgerEntries(company, 'approval.requested')).toHaveLength(1)
  })

  test('security hold: locked whatever HR says, and opened again without asking once it is lifted', async () => {
    await using company = await settled(dialect)
    const { order } = await give(company, 'p010', { kind: 'security_hold', reason: 'compromised_account' })
    await company.plan()
    await company.work()
    expect(await company.caseOf('p010')).toMatchObject({ kind: 'hold', state: 'closed' })
    expect(await company.access('p010')).toEqual({ wiki: 'off readers' })
    company.moveTo('2026-06-02T08:00:00Z')
    await company.upload({ p010: { title: 'Head clerk' } })
    await company.plan()
    await company.work()
    expect(await company.access('p010')).toEqual({ wiki: 'off readers' })
    await liftOrder(company.ports, { organization: company.organization, by: company.owner, order, reason: 'incident_over' })
    await company.plan()
    await company.work()
    expect(await company.access('p010')).toEqual({ wiki: 'on readers' })
    expect(await ledgerEntries(company, 'approval.requested')).toEqual([])
  })

  test('extension: a contractor stays past the end in HR, and leaves by themselves after it', async () => {
    await using company = await settled(dialect)
    await give(company, 'carl', { kind: 'extension', reason: 'contract_extended', until: toCivilDate('2026-07-10') })
    await company.plan()
    company.moveTo('2026-06-30T16:00:00Z')
    await company.plan()
    company.moveTo('2026-07-10T15:59:59Z')
    await company.plan()
    expect(await company.cases()).toEqual([])
    company.moveTo('2026-07-10T16:00:00Z')
    await company.plan()
    await company.work()
    expect(await company.caseOf('carl')).toMatchObject({ kind: 'leaver', state: 'closed' })
    expect(await company.access('carl')).toEqual({ wiki: expect.stringMatching(/^off/) })
  })

  test('extension: HR that ends the contract earlier than it did has the newer word', async () => {
    await using company = await settled(dialect)
    await give(company, 'carl', { kind: 'extension', reason: 'contract_extended', until: toCivilDate('2026-07-10') })
    await company.upload({ carl: { type: 'contractor', end: '2026-05-29' } })
    await company.plan()
    await company.work()
    expect(await company.caseOf('carl')).toMatchObject({ kind: 'leaver', state: 'closed' })
  })

  test('legal hold: whoever works here keeps exactly what they have, whatever policy gives by now, when it is given and when it is lifted', async () => {
    await using company = await settled(dialect)
    await company.save(testPolicy.replace('wiki/readers]', 'wiki/readers, wiki/writers, crm]'))
    await company.plan()
    const before = await company.access('p010')
    const { order } = await give(company, 'p010', { kind: 'legal_hold', reason: 'litigation' })
    await company.plan()
    await company.work()
    expect(await company.cases()).toEqual([])
    await liftOrder(company.ports, { organization: company.organization, by: company.owner, order, reason: 'litigation_over' })
    await company.plan()
    await company.work()
    expect(await company.cases()).toEqual([])
    expect(await company.access('p010')).toEqual(before)
  })

  test('legal hold: stops the deletion of somebody who is out by an order for cause, while HR says active', async () => {
    await using company = await settled(
      dialect,
      testPolicy.replace('    title: Wiki\n', '    title: Wiki\n    leaver: { deleteAfterDays: 30 }\n'),
    )
    await give(company, 'p010', {})
    await company.plan()
    await company.work()
    company.moveTo('2026-07-20T08:00:00Z')
    await company.plan()
    expect(await verbsOf(company)).toContain('account.delete')
    await give(company, 'p010', { kind: 'legal_hold', reason: 'litigation' })
    await company.plan()
    await company.work()
    expect((await company.jobs('done')).flatMap(({ steps }) => steps.map(({ verb }) => verb))).not.toContain('account.delete')
    expect(await company.access('p010')).toEqual({ wiki: expect.stringMatching(/^off/) })
  })

  test('legal hold: nothing is deleted until it is lifted', async () => {
    await using company = await settled(
      dialect,
      testPolicy.replace('    title: Wiki\n', '    title: Wiki\n    leaver: { deleteAfterDays: 30 }\n'),
    )
    const { order } = await give(company, 'p010', { kind: 'legal_hold', reason: 'litigation' })
    await company.upload({ p010: { end: '2026-05-29' } })
    await company.plan()
    await company.work()
    company.moveTo('2026-07-20T08:00:00Z')
    await company.plan()
    await company.work()
    expect(await verbsOf(company)).not.toContain('account.delete')
    await liftOrder(company.ports, { organization: company.organization, by: company.owner, order, reason: 'litigation_over' })
    await company.plan()
    expect(await verbsOf(company)).toContain('account.delete')
  })

  test('legal hold: a hand-over waits until it is lifted, and so does the case, which says why', async () => {
    const task = '{ name: files, title: Hand over files, instructions: "", days: 7, transfers: true }'
    await using company = await settled(
      dialect,
      testPolicy.replace('    title: Wiki\n', `    title: Wiki\n    leaver: { tasks: [${task}] }\n`),
    )
    await company.upload({ p010: { end: '2026-06-01' } })
    company.moveTo('2026-06-01T17:00:00Z')
    await company.plan()
    await company.work()
    const states = async () => {
      const tasks = await company.ports.database.read((em) => em.find(TaskRecord, {}, { orderBy: { createdAt: 'asc' } }))
      return tasks.map(({ id, state }) => ({ id, state }))
    }
    expect(await states()).toMatchObject([{ state: 'open' }])
    company.moveTo('2026-06-02T08:00:00Z')
    const { order } = await give(company, 'p010', { kind: 'legal_hold', reason: 'litigation' })
    await company.plan()
    await company.work()
    expect(await states()).toMatchObject([{ state: 'revoked' }])
    expect((await company.cases()).map(({ kind, state, reason }) => ({ kind, state, reason }))).toContainEqual({
      kind: 'leaver',
      state: 'needs_person',
      reason: 'legal_hold',
    })
    company.moveTo('2026-06-03T08:00:00Z')
    await liftOrder(company.ports, { organization: company.organization, by: company.owner, order, reason: 'litigation_over' })
    await company.plan()
    await company.work()
    const [, again] = await states()
    expect(again?.state).toBe('open')
    if (again !== undefined) await completeTask(company.ports, { organization: company.organization, by: company.owner, task: again.id })
    await company.plan()
    await company.work()
    expect((await company.cases()).filter(({ state }) => state === 'closed')).toHaveLength(1)
    const reserved = await company.ports.database.read((em) => em.count(ReservedAddress, {}))
    expect(reserved).toBe(1)
  })
})

/** A dozen people and Carl, whose contract ends in June; nothing is left to do. */
async function settled(dialect: Dialect, policy = testPolicy): Promise<TestCompany> {
  const company = await TestCompany.open(dialect, policy)
  await company.settle({ ...staff(12), carl: { type: 'contractor', end: '2026-06-30' } })
  await company.plan()
  return company
}

/** As many leavers as the guard lets pass, and one whom it holds. */
async function fillTheGuard(company: TestCompany): Promise<void> {
  const leavers = ['p000', 'p001', 'p002', 'p003'].map((key) => [key, { end: '2026-05-29' }] as const)
  await company.upload(Object.fromEntries(leavers))
  await company.plan()
  expect((await company.cases()).map(({ state }) => state)).toContain('held')
}

async function give(company: TestCompany, person: string, order: Partial<OrderCommand>) {
  const { organization, owner: by } = company
  return giveOrder(company.ports, { organization, by, person, kind: 'for_cause', reason: 'misconduct', ...order })
}

async function asked(company: TestCompany): Promise<readonly Question[]> {
  return company.ports.database.read((em) => em.find(Question, { kind: 'order_not_agreed' }))
}

/** Somebody has said that the two are one human being. */
async function rehire(company: TestCompany, from: string, to: string): Promise<void> {
  const { organization, owner: by } = company
  const [{ id: continues }, { id: person }] = [await company.person(from), await company.person(to)]
  await company.ports.database.transact(async (em) => {
    await lockLedger(em, organization)
    await answerRehire(em, { organization, person, continues, by }, { at: company.at, random: company.ports.random })
  })
}

async function verbsOf(company: TestCompany): Promise<readonly string[]> {
  return (await company.jobs()).flatMap(({ steps }) => steps.map(({ verb }) => verb))
}
