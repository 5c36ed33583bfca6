import { Case } from '@rollcall/control-plane/cases/case.entity'
import { JobRecord } from '@rollcall/control-plane/dispatch/job.entity'
import { giveOrder } from '@rollcall/control-plane/orders/give-order'
import { expect } from 'vitest'
import { testTurn } from './case-table.ts'

const seller = { department: 'Sales', title: 'Lead' }

testTurn(
  'termination in the future',
  async (life) => {
    await life.hr({ ada: { end: '2026-06-26' } })
    await life.until('2026-06-23T17:00:00Z')
    expect(await life.notices()).toContain('access_ends_soon')
    await life.until('2026-06-26T15:59:00Z')
    expect(await life.access('ada')).toMatchObject({ mail: 'on', crm: 'on admin sellers' })
    await life.until('2026-06-26T16:00:00Z')
    expect(await life.access('ada')).toMatchObject({ mail: 'off', directory: 'off', crm: 'off' })
    expect(await life.lastCase('ada')).toMatchObject({ kind: 'leaver', state: 'closed' })
    // Identity and mail first, sign-in before everything in each app.
    const steps = await life.done('ada')
    expect(steps.findIndex((step) => step === 'directory account.suspend')).toBeLessThan(
      steps.findIndex((step) => step === 'crm account.suspend'),
    )
    expect(steps.findIndex((step) => step === 'crm account.suspend')).toBeLessThan(
      steps.findIndex((step) => step === 'crm entitlement.revoke'),
    )
    await life.until('2026-07-27T12:00:00Z')
    expect(await life.access('ada')).toEqual({ mail: 'off', directory: 'off' })
  },
  { staff: { ada: seller } },
)

testTurn(
  'termination moved or cancelled before it fires',
  async (life) => {
    await life.hr({ ada: { end: '2026-06-05' }, bob: { end: '2026-06-05' } })
    await life.hr({ ada: { end: '' }, bob: { end: '2026-06-19' } })
    await life.until('2026-06-06T12:00:00Z')
    expect(await life.access('ada')).toMatchObject({ crm: 'on admin sellers' })
    expect(await life.access('bob')).toMatchObject({ mail: 'on' })
    expect(await life.done('ada')).toEqual([])
    // It fires for bob while two apps are down; HR takes it back before their jobs have started.
    life.company.apps.down.add('mail').add('payroll')
    await life.until('2026-06-19T16:00:00Z')
    expect(await life.access('bob')).toMatchObject({ directory: 'off', mail: 'on', payroll: 'on clerks' })
    await life.hr({ bob: { end: '' } })
    life.company.apps.down.clear()
    await life.company.settle()
    expect(await life.access('bob')).toMatchObject({ mail: 'on', payroll: 'on clerks' })
    expect(await life.lastCase('bob')).toMatchObject({ kind: 'restore', state: 'held', reason: 'approval' })
    await life.decide()
    expect(await life.access('bob')).toMatchObject({ directory: 'on staff' })
    const { id } = await life.person('bob')
    const revoked = await life.company.ports.database.read((em) => em.find(JobRecord, { person: id, state: 'revoked' }))
    expect(revoked.map(({ app }) => app).sort()).toEqual(['mail', 'payroll'])
  },
  { staff: { ada: seller, bob: {} } },
)

testTurn(
  'cancelled after it fired',
  async (life) => {
    await life.hr({ ada: { end: '2026-06-05' } })
    await life.until('2026-06-08T12:00:00Z')
    expect(await life.access('ada')).toMatchObject({ mail: 'off', crm: 'off' })
    await life.hr({ ada: { end: '' } })
    const proposed = await life.lastCase('ada')
    expect(proposed).toMatchObject({ kind: 'restore', state: 'held', reason: 'approval' })
    expect(proposed.plan.lost.map(({ what }) => what)).toEqual(expect.arrayContaining(['sessions', 'privileged']))
    expect(await life.access('ada')).toMatchObject({ mail: 'off' })
    await life.decide()
    await life.decide()
    expect(await life.access('ada')).toMatchObject({ mail: 'on', directory: 'on staff', crm: expect.stringMatching(/^on.*sellers/) })
  },
  { staff: { ada: seller } },
)

testTurn(
  'back-dated termination',
  async (life) => {
    await life.hr({ ada: { end: '2026-05-22' } })
    expect(await life.access('ada')).toMatchObject({ mail: 'off', directory: 'off', crm: 'off' })
    const { effectiveAt, recordedAt, kind } = await life.lastCase('ada')
    expect(kind).toBe('leaver')
    expect(effectiveAt.toISOString()).toBe('2026-05-22T16:00:00.000Z')
    expect(recordedAt.toISOString()).toBe('2026-06-01T06:00:00.000Z')
  },
  { staff: { ada: seller } },
)

testTurn(
  'for cause, now',
  async (life) => {
    await giveOrder(life.company.ports, { ...(await life.ordered('ada')), kind: 'for_cause', reason: 'misconduct' })
    await life.company.settle()
    expect(await life.access('ada')).toMatchObject({ mail: 'off', directory: 'off', crm: 'off' })
    const leaver = await life.lastCase('ada')
    expect(leaver).toMatchObject({ kind: 'leaver', state: 'closed' })
    const steps = (await life.done('ada')).filter((step) => step.startsWith('directory'))
    expect(steps.slice(0, 2).sort()).toEqual(['directory account.suspend', 'directory sessions.end'])
    await life.until('2026-06-04T12:00:00Z')
    await life.hr({ ada: { end: '2026-06-02' } })
    const cases = await life.company.ports.database.read((em) => em.find(Case, { person: leaver.person, kind: 'leaver' }))
    expect(cases).toHaveLength(1)
    expect(cases[0]?.agreedAt).toEqual(new Date('2026-06-04T12:00:00Z'))
  },
  { staff: { ada: seller } },
)

testTurn(
  'rehire',
  async (life) => {
    await life.hr({ ada: { end: '2026-06-05' } })
    await life.until('2026-06-20T12:00:00Z')
    const native = life.company.apps.accounts('crm').map(({ nativeId }) => nativeId)
    await life.hr({ 'ada#2': { start: '2026-06-22', department: 'Sales', title: 'Lead' } })
    await life.until('2026-06-22T12:00:00Z')
    expect(await life.access('ada')).toMatchObject({ mail: 'on', directory: 'on staff', crm: 'on sellers' })
    expect(life.company.apps.accounts('crm').map(({ nativeId }) => nativeId)).toEqual(native)
    // Privileged access never comes back by itself.
    expect(await life.approvals('ada')).toMatchObject([{ state: 'pending' }])
    await life.decide()
    expect(await life.access('ada')).toMatchObject({ crm: 'on admin sellers' })
    // Under another HR key a person is asked, and nothing is made twice meanwhile.
    await life.hr({ bob: { end: '2026-06-23' } })
    await life.until('2026-06-24T12:00:00Z')
    await life.hr({ bob2: { given: 'bob', email: 'bob@larkfield.example', start: '2026-06-24' } })
    expect(await life.questions('rehire')).toHaveLength(1)
    expect(await life.access('bob2')).toEqual({})
    await life.answer('rehire', 'same_person')
    expect(life.company.apps.accounts('mail').filter(({ userName }) => userName === 'bob@larkfield.example')).toMatchObject([
      { active: true },
    ])
  },
  { staff: { ada: seller, bob: {} } },
)

testTurn(
  'address reuse',
  async (life) => {
    await life.hr({ ada: { end: '2026-06-05' } })
    await life.until('2026-07-20T12:00:00Z')
    expect(await life.access('ada')).not.toHaveProperty('crm')
    await life.hr({ zoe: { email: 'ada@larkfield.example', start: '2026-07-20', department: 'Sales' } })
    expect(await life.access('zoe')).toEqual({})
    // Somebody who comes with a leaver's address may be that leaver: first that is asked.
    await life.answer('rehire', 'another_person')
    expect(await life.access('zoe')).toEqual({})
    const left = (await life.lastCase('zoe')).plan.left.map(({ app, reason }) => `${app} ${reason}`)
    expect(left.some((one) => one.startsWith('crm'))).toBe(true)
    await life.hr({ zoe: { email: 'zoe@larkfield.example' } })
    expect(await life.access('zoe')).toMatchObject({ crm: 'on sellers' })
  },
  { staff: { ada: seller } },
)

testTurn(
  'legal hold',
  async (life) => {
    await giveOrder(life.company.ports, { ...(await life.ordered('ada')), kind: 'legal_hold', reason: 'litigation' })
    await life.hr({ ada: { end: '2026-06-05' } })
    await life.until('2026-08-20T12:00:00Z')
    expect(await life.access('ada')).toMatchObject({ crm: 'off' })
    await life.liftOrders('ada', 'litigation_over')
    await life.company.settle()
    expect(await life.access('ada')).not.toHaveProperty('crm')
  },
  { staff: { ada: seller } },
)
