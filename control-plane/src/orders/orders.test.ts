import { toCivilDate } from '@rollcall/shared/civil-date'
import { describe, expect, test } from 'vitest'
import { addMember } from '../../test/add-member.ts'
import { ledgerEntries } from '../../test/ledger-entries.ts'
import { testDialects } from '../../test/open-test-database.ts'
import { staff } from '../../test/roster-rows.ts'
import { TestCompany, testPolicy } from '../../test/test-company.ts'
import type { Dialect } from '../database/database.ts'
import { listNotices } from '../notifications/list-notices.ts'
import { Question } from '../questions/question.entity.ts'
import { Person } from '../roster/person.entity.ts'
import { activeOrdersOf } from './active-orders.ts'
import { agreeOrders } from './agree-orders.ts'
import { answerOrderQuestion } from './answer-order-question.ts'
import { confirmOrder } from './confirm-order.ts'
import { giveOrder, type OrderCommand } from './give-order.ts'
import { liftOrder } from './lift-order.ts'
import { listOrders } from './list-orders.ts'
import { OrderClock } from './order-clock.ts'
import { refuseOrder } from './refuse-order.ts'

const needsTwo = `${testPolicy}\napprovals: { forCauseNeedsTwo: true }\n`

describe.each(testDialects)('orders on %s', (dialect) => {
  test('an order for cause counts at once, and has the person looked at anew', async () => {
    await using company = await withPeople(dialect)
    const woken = company.ports.wakeUps
    let planning = 0
    woken.listen('planning', () => (planning += 1), new AbortController().signal)
    const { order, state } = await give(company, {})
    expect(state).toBe('active')
    expect(planning).toBe(1)
    expect(await ordersOf(company, 'ada')).toEqual({
      forCauseAt: company.at,
      securityHold: false,
      legalHold: false,
      extendedUntil: undefined,
    })
    expect((await company.person('ada')).needsPlanning).toBe(true)
    const { id } = await company.person('ada')
    expect(await ledgerEntries(company, 'order.given')).toMatchObject([
      { order, sub: id, kind: 'for_cause', reason: 'misconduct', member: company.owner },
    ])
  })

  test('one counts for every record of the same human being; an extension for the one contract', async () => {
    await using company = await withPeople(dialect)
    const { id: continues } = await company.person('ada')
    await company.ports.database.transact((em) => em.nativeUpdate(Person, { personKey: 'bo' }, { continues }))
    await give(company, { kind: 'legal_hold', reason: 'litigation' })
    // Both work here, and a legal hold is about deletion and handing over.
    expect((await company.person('bo')).needsPlanning).toBe(false)
    await give(company, { person: 'bo', kind: 'security_hold', reason: 'investigation' })
    expect((await company.person('ada')).needsPlanning).toBe(true)
    const held = { securityHold: true, securityHoldAt: company.at, legalHold: true, forCauseAt: undefined, extendedUntil: undefined }
    expect([await ordersOf(company, 'ada'), await ordersOf(company, 'bo')]).toEqual([held, held])
    await expect(give(company, { person: 'bo', kind: 'legal_hold', reason: 'litigation' })).rejects.toMatchObject({ code: 'wrong_state' })
    const carl = await company.person('carl')
    await company.ports.database.transact((em) => em.nativeUpdate(Person, { personKey: 'bo' }, { continues: carl.id }))
    await give(company, { person: 'carl', kind: 'extension', reason: 'contract_extended', until: toCivilDate('2026-07-10') })
    expect(await ordersOf(company, 'carl')).toMatchObject({ extendedUntil: '2026-07-10' })
    expect(await ordersOf(company, 'bo')).toMatchObject({ extendedUntil: undefined })
  })

  test('one that needs two people does nothing until another member than the first has confirmed it', async () => {
    await using company = await withPeople(dialect, needsTwo)
    const second = await addMember(company, 'operator')
    const { order, state } = await give(company, {})
    expect(state).toBe('proposed')
    expect(await ordersOf(company, 'ada')).toBeUndefined()
    expect((await company.person('ada')).needsPlanning).toBe(false)
    const told = await listNotices(
      company.ports.database,
      { organization: company.organization, member: second, role: 'operator' },
      { all: false },
    )
    expect(told).toMatchObject([{ kind: 'order_proposed', details: { order } }])
    const { organization } = company
    await expect(confirmOrder(company.ports, { organization, by: company.owner, order })).rejects.toMatchObject({ code: 'not_yours' })
    company.moveTo('2026-06-01T09:00:00Z')
    await confirmOrder(company.ports, { organization, by: second, order })
    expect(await ordersOf(company, 'ada')).toMatchObject({ forCauseAt: company.at })
    expect((await company.person('ada')).needsPlanning).toBe(true)
    expect(await ledgerEntries(company, 'order.confirmed')).toMatchObject([{ order, member: second }])
    await expect(confirmOrder(company.ports, { organization, by: second, order })).rejects.toMatchObject({ code: 'wrong_state' })
  })

  test('two sign-ins of one human being are not the two people that an order needs', async () => {
    await using company = await withPeople(dialect, needsTwo)
    const [first, again] = [await addMember(company, 'operator', 'bo'), await addMember(company, 'operator', 'bo')]
    const { order } = await give(company, { by: first })
    const { organization } = company
    await expect(confirmOrder(company.ports, { organization, by: again, order })).rejects.toMatchObject({ code: 'not_yours' })
    await confirmOrder(company.ports, { organization, by: company.owner, order })
    expect(await ordersOf(company, 'ada')).toMatchObject({ forCauseAt: company.at })
  })

  test('a proposed order that somebody refuses never counts', async () => {
    await using company = await withPeople(dialect, needsTwo)
    const { order } = await give(company, {})
    const { organization, owner: by } = company
    await refuseOrder(company.ports, { organization, by, order })
    expect(await ordersOf(company, 'ada')).toBeUndefined()
    expect((await company.person('ada')).needsPlanning).toBe(false)
    expect(await ledgerEntries(company, 'order.lifted')).toMatchObject([{ order, reason: 'refused' }])
    await expect(confirmOrder(company.ports, { organization, by: await addMember(company, 'operator'), order })).rejects.toMatchObject({
      code: 'wrong_state',
    })
  })

  test('nobody orders, confirms or lifts anything about themselves', async () => {
    await using company = await withPeople(dialect, needsTwo)
    const ada = await addMember(company, 'operator', 'ada')
    const { organization } = company
    await expect(give(company, { by: ada })).rejects.toMatchObject({ code: 'not_yours' })
    const { order } = await give(company, {})
    await expect(confirmOrder(company.ports, { organization, by: ada, order })).rejects.toMatchObject({ code: 'not_yours' })
    const lock = await give(company, { kind: 'security_hold', reason: 'compromised_account' })
    const lift = { organization, by: ada, order: lock.order, reason: 'incident_over' } as const
    await expect(liftOrder(company.ports, lift)).rejects.toMatchObject({ code: 'not_yours' })
  })

  test('a person has one order of a kind, and another once it is lifted', async () => {
    await using company = await withPeople(dialect)
    const { order } = await give(company, { kind: 'legal_hold', reason: 'litigation' })
    await expect(give(company, { kind: 'legal_hold', reason: 'investigation' })).rejects.toMatchObject({ code: 'wrong_state' })
    await give(company, { kind: 'security_hold', reason: 'security_incident' })
    expect(await ordersOf(company, 'ada')).toMatchObject({ legalHold: true, securityHold: true, forCauseAt: undefined })
    const { organization, owner: by } = company
    await liftOrder(company.ports, { organization, by, order, reason: 'litigation_over' })
    expect(await ordersOf(company, 'ada')).toMatchObject({ legalHold: false, securityHold: true })
    expect(await ledgerEntries(company, 'order.lifted')).toMatchObject([{ order, reason: 'litigation_over', member: by }])
    await give(company, { kind: 'legal_hold', reason: 'investigation' })
    const listed = await listOrders(company.ports.database, { organization, all: true })
    expect(listed.map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual([
      'legal_hold active',
      'legal_hold lifted',
      'security_hold active',
    ])
  })

  test('past the people whom the guard lets lose something in a day, a lock or an order for cause takes a second person', async () => {
    await using company = await TestCompany.open(dialect)
    await company.upload(staff(12))
    for (const person of ['p000', 'p001', 'p002'])
      expect(await give(company, { person, kind: 'security_hold', reason: 'compromised_account' })).toMatchObject({ state: 'active' })
    // Whoever is locked already is one person.
    expect(await give(company, { person: 'p000' })).toMatchObject({ state: 'active' })
    const fourth = await give(company, { person: 'p003', kind: 'security_hold', reason: 'compromised_account' })
    expect(fourth.state).toBe('proposed')
    expect(await give(company, { person: 'p004' })).toMatchObject({ state: 'proposed' })
    expect(await ordersOf(company, 'p003')).toBeUndefined()
    expect(await give(company, { person: 'p003', kind: 'legal_hold', reason: 'litigation' })).toMatchObject({ state: 'active' })
    await confirmOrder(company.ports, { ...fourth, organization: company.organization, by: await addMember(company, 'operator') })
    expect(await ordersOf(company, 'p003')).toMatchObject({ securityHold: true })
    company.moveTo('2026-06-02T08:00:01Z')
    expect(await give(company, { person: 'p005' })).toMatchObject({ state: 'active' })
  })

  test('what is lifted is lifted with a reason of its kind', async () => {
    await using company = await withPeople(dialect)
    const { order } = await give(company, { kind: 'legal_hold', reason: 'litigation' })
    const lift = { organization: company.organization, by: company.owner, order }
    await expect(liftOrder(company.ports, { ...lift, reason: 'incident_over' })).rejects.toMatchObject({ code: 'does_not_fit' })
    expect(await ordersOf(company, 'ada')).toMatchObject({ legalHold: true })
    await liftOrder(company.ports, { ...lift, reason: 'litigation_over' })
    expect(await ordersOf(company, 'ada')).toBeUndefined()
  })

  test('a reason of another kind, and a person whom nobody knows, are refused', async () => {
    await using company = await withPeople(dialect)
    await expect(give(company, { reason: 'litigation' })).rejects.toMatchObject({ code: 'does_not_fit' })
    await expect(give(company, { person: 'nobody' })).rejects.toMatchObject({ code: 'not_found' })
    expect(await ledgerEntries(company, 'order.given')).toEqual([])
  })

  test('an extension keeps the last day, and a later one takes its place', async () => {
    await using company = await withPeople(dialect)
    await give(company, { person: 'carl', kind: 'extension', reason: 'contract_extended', until: toCivilDate('2026-07-10') })
    expect(await ordersOf(company, 'carl')).toMatchObject({ extendedUntil: '2026-07-10' })
    await give(company, { person: 'carl', kind: 'extension', reason: 'contract_extended', until: toCivilDate('2026-08-10') })
    expect(await ordersOf(company, 'carl')).toMatchObject({ extendedUntil: '2026-08-10' })
    const entries = await ledgerEntries(company, 'order.given', 'order.lifted')
    expect(entries).toMatchObject([
      { t: 'order.given', until: '2026-07-10T16:00:00.000Z' },
      { t: 'order.lifted', reason: 'replaced' },
      { t: 'order.given', until: '2026-08-10T16:00:00.000Z' },
    ])
  })

  test('an order that HR still contradicts after two weeks is asked about once; lifting it is an answer', async () => {
    await using company = await withPeople(dialect)
    const { order } = await give(company, {})
    const clock = new OrderClock(company.ports)
    company.moveTo('2026-06-15T07:59:59Z')
    await clock.tick(company.at)
    expect(await questions(company)).toEqual([])
    company.moveTo('2026-06-15T08:00:00Z')
    await clock.tick(company.at)
    company.moveTo('2026-06-16T08:00:00Z')
    await clock.tick(company.at)
    const [question, ...others] = await questions(company)
    if (question === undefined) throw new Error('nobody was asked')
    expect(others).toEqual([])
    expect(question).toMatchObject({ kind: 'order_not_agreed', state: 'open', details: { order, reason: 'misconduct' } })
    expect(await ordersOf(company, 'ada')).toMatchObject({ forCauseAt: new Date('2026-06-01T08:00:00Z') })
    const { database, random } = company.ports
    const answered = (answer: 'keep' | 'lift') =>
      database.transact((em) => answerOrderQuestion(em, { question, answer, by: company.owner }, { at: company.at, random }))
    await answered('keep')
    expect(await ordersOf(company, 'ada')).toBeDefined()
    await answered('lift')
    expect(await ordersOf(company, 'ada')).toBeUndefined()
    expect(await ledgerEntries(company, 'order.lifted')).toMatchObject([{ order, reason: 'cleared' }])
  })

  test('HR agrees once, and is then asked nothing', async () => {
    await using company = await withPeople(dialect)
    const { order } = await give(company, {})
    const recordedAt = new Date('2026-06-03T08:00:00Z')
    const agree = () =>
      company.ports.database.transact(async (em) => {
        const person = await em.findOneOrFail(Person, { organization: company.organization, personKey: 'ada' })
        return agreeOrders(em, { person, recordedAt }, { at: company.at, random: company.ports.random })
      })
    expect(await agree()).toBe(order)
    expect(await agree()).toBeUndefined()
    expect(await ledgerEntries(company, 'order.agreed')).toMatchObject([{ order, recorded: '2026-06-03T08:00:00.000Z' }])
    company.moveTo('2026-07-01T08:00:00Z')
    await new OrderClock(company.ports).tick(company.at)
    expect(await questions(company)).toEqual([])
    expect(await ordersOf(company, 'ada')).toBeDefined()
  })
})

/** Ada is an employee, Carl a contractor until the end of June. */
async function withPeople(dialect: Dialect, policy = testPolicy): Promise<TestCompany> {
  const company = await TestCompany.open(dialect, policy)
  await company.upload({ ada: {}, bo: {}, carl: { type: 'contractor', end: '2026-06-30' } })
  await company.ports.database.transact((em) => em.nativeUpdate(Person, {}, { needsPlanning: false }))
  return company
}

async function give(company: TestCompany, order: Partial<OrderCommand>) {
  const { organization, owner: by } = company
  return giveOrder(company.ports, { organization, by, person: 'ada', kind: 'for_cause', reason: 'misconduct', ...order })
}

async function ordersOf(company: TestCompany, key: string) {
  const { id } = await company.person(key)
  return company.ports.database.read(async (em) => (await activeOrdersOf(em, [id], company.at)).get(id))
}

async function questions(company: TestCompany): Promise<readonly Question[]> {
  return company.ports.database.read((em) => em.find(Question, { organization: company.organization }))
}
