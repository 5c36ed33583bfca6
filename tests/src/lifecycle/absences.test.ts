import { giveOrder } from '@rollcall/control-plane/orders/give-order'
import { liftOrder } from '@rollcall/control-plane/orders/lift-order'
import { toCivilDate } from '@rollcall/shared/civil-date'
import { expect } from 'vitest'
import { testTurn } from './case-table.ts'
import { lifePolicy } from './life-policy.ts'

const seller = { department: 'Sales' }
/** From now on nobody in Finance is staff of the directory. */
const fewerStaff = lifePolicy.replace(
  'grant: [mail, directory, directory/staff] }',
  `grant: [mail, directory] }\n  - { name: staff, when: 'person.department != "Finance"', grant: [directory/staff] }`,
)

testTurn(
  'leave of absence',
  async (life) => {
    await life.company.byHand('directory', 'ada', ({ entitlements }) => ({ entitlements: [...entitlements, 'choir'] }))
    await life.company.list('directory')
    const leave = { leaveFrom: '2026-06-08', leaveUntil: '2026-08-31' }
    await life.hr({ ada: leave, bob: leave })
    await life.until('2026-06-21T21:00:00Z')
    expect(await life.access('ada')).toMatchObject({ directory: 'on choir staff', crm: 'on sellers' })
    await life.until('2026-06-21T23:00:00Z')
    expect(await life.lastCase('ada')).toMatchObject({ kind: 'leave', state: 'closed' })
    expect(await life.access('ada')).toMatchObject({ directory: 'off choir staff', crm: 'off sellers' })
    expect(await life.done('ada')).toContain('directory sessions.end')
    expect(await life.access('bob')).toMatchObject({ directory: 'off staff', crm: 'off sellers' })
    // While he is away, bob moves, and policy gives something to fewer people.
    await life.hr({ bob: { department: 'Finance' } })
    await life.company.savePolicy(fewerStaff)
    await life.company.planEverybody()
    await life.company.settle()
    expect(await life.access('bob')).toMatchObject({ directory: 'off staff' })
    await life.until('2026-08-31T23:00:00Z')
    expect(await life.access('ada')).toMatchObject({ directory: 'on choir staff', crm: 'on sellers' })
    // Minus what policy no longer gives.
    expect(await life.access('bob')).toMatchObject({ mail: 'on', directory: 'on', crm: 'off', payroll: 'on clerks' })
    expect((await life.done('ada')).filter((step) => /revoke|delete/.test(step))).toEqual([])
    await life.hr({ ada: { leaveFrom: '2026-09-07', leaveUntil: '2027-09-06' } })
    await life.until('2027-03-10T12:00:00Z')
    expect(await life.questions('long_leave')).toHaveLength(1)
  },
  { staff: { ada: seller, bob: seller } },
)

testTurn(
  'contractor end',
  async (life) => {
    await life.until('2026-06-17T12:00:00Z')
    expect((await life.notices()).filter((kind) => kind === 'contract_ends')).toHaveLength(2)
    await life.until('2026-06-30T12:00:00Z')
    expect((await life.notices()).filter((kind) => kind === 'contract_ends')).toHaveLength(6)
    await giveOrder(life.company.ports, {
      ...(await life.ordered('ada')),
      kind: 'extension',
      reason: 'contract_extended',
      until: toCivilDate('2026-07-10'),
    })
    await life.until('2026-07-05T12:00:00Z')
    expect(await life.access('ada')).toMatchObject({ directory: 'on staff' })
    await life.until('2026-07-10T16:30:00Z')
    expect(await life.access('ada')).toMatchObject({ directory: 'off', mail: 'off' })
    // Nothing said is an end.
    expect(await life.access('bob')).toMatchObject({ directory: 'off', mail: 'off' })
  },
  {
    staff: {
      ada: { type: 'contractor', end: '2026-07-01', department: 'Sales' },
      bob: { type: 'contractor', end: '2026-07-01', department: 'Sales' },
    },
  },
)

testTurn(
  'security hold',
  async (life) => {
    const order = await giveOrder(life.company.ports, {
      ...(await life.ordered('ada')),
      kind: 'security_hold',
      reason: 'security_incident',
    })
    await life.company.settle()
    expect(await life.access('ada')).toMatchObject({ mail: 'off', directory: 'off staff', crm: 'off sellers' })
    expect(await life.done('ada')).toContain('directory sessions.end')
    // HR goes on calling them active: that lifts nothing.
    await life.hr({ ada: { title: 'Senior Clerk' } })
    await life.until('2026-06-20T12:00:00Z')
    expect(await life.access('ada')).toMatchObject({ mail: 'off', directory: 'off staff' })
    const { organization, owner } = life.company
    await liftOrder(life.company.ports, { organization, by: owner.member, order: order.order, reason: 'incident_over' })
    await life.company.settle()
    expect(await life.access('ada')).toMatchObject({ mail: 'on', directory: 'on staff', crm: 'on sellers' })
  },
  { staff: { ada: seller } },
)

testTurn(
  'row vanished from HR',
  async (life) => {
    await life.hr({ ada: undefined })
    await life.until('2026-06-03T12:00:00Z')
    expect(await life.questions('vanished')).toEqual([])
    await life.hr({})
    expect((await life.questions('vanished')).map(({ person }) => person)).toEqual([(await life.person('ada')).id])
    await life.until('2026-07-03T12:00:00Z')
    expect(await life.access('ada')).toMatchObject({ mail: 'on', directory: 'on staff' })
    await life.answer('vanished', 'has_left')
    expect(await life.access('ada')).toMatchObject({ mail: 'off', directory: 'off' })
  },
  { staff: { ada: seller } },
)
