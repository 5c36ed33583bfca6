import { expect } from 'vitest'
import { everyVerb } from '../simulated/simulated-company.ts'
import { testTurn } from './case-table.ts'

testTurn('hire today', async (life) => {
  const address = { userName: 'ada@larkfield.example', active: true, profile: { displayName: 'ada Test' }, entitlements: [] }
  life.company.apps.add('mail', { nativeId: 'there-before', ...address })
  await life.company.list('mail')
  await life.until('2026-06-01T07:00:00Z')
  await life.hr({ ada: { start: '2026-06-01', department: 'Sales' } })
  expect(await life.lastCase('ada')).toMatchObject({ kind: 'joiner', state: 'closed' })
  expect(life.company.apps.accounts('mail').filter(({ userName }) => userName === 'ada@larkfield.example')).toHaveLength(1)
  expect(await life.access('ada')).toMatchObject({ directory: 'on staff', crm: 'on sellers' })
})

testTurn('future hire', async (life) => {
  await life.hr({ ada: { start: '2026-06-15', department: 'Finance' } })
  await life.until('2026-06-10T21:59:00Z')
  expect(await life.access('ada')).toEqual({})
  await life.until('2026-06-10T22:30:00Z')
  expect(await life.access('ada')).toEqual({ mail: 'off', directory: 'off' })
  await life.until('2026-06-14T21:59:00Z')
  expect(await life.access('ada')).toEqual({ mail: 'off', directory: 'off' })
  await life.until('2026-06-14T22:00:00Z')
  expect(await life.access('ada')).toEqual({ mail: 'on', directory: 'on staff', payroll: 'on clerks' })
})

testTurn('start moved later', async (life) => {
  await life.hr({ ada: { start: '2026-06-01' } })
  expect(await life.access('ada')).toMatchObject({ directory: 'on staff' })
  await life.hr({ ada: { start: '2026-06-22' } })
  expect(await life.access('ada')).toMatchObject({
    mail: 'off',
    directory: expect.stringContaining('off'),
    payroll: expect.stringContaining('off'),
  })
  expect((await life.cases('ada')).map(({ kind }) => kind)).not.toContain('leaver')
  expect(await life.done('ada')).not.toContain('directory account.delete')
  await life.until('2026-06-21T22:00:00Z')
  expect(await life.access('ada')).toMatchObject({ mail: 'on', directory: 'on staff', payroll: 'on clerks' })
})

testTurn('start moved earlier, hire keyed late', async (life) => {
  await life.hr({ ada: { start: '2026-07-01' }, late: { start: '2026-05-04' } })
  await life.hr({ ada: { start: '2026-05-25' } })
  for (const key of ['ada', 'late']) {
    expect(await life.access(key)).toMatchObject({ directory: 'on staff' })
    const { effectiveAt, recordedAt, state } = await life.lastCase(key)
    expect(state).toBe('closed')
    expect(recordedAt.getTime()).toBeGreaterThan(effectiveAt.getTime())
  }
})

testTurn(
  'offer rescinded / no-show',
  async (life) => {
    await life.hr({ ada: { start: '2026-06-03', department: 'Sales' }, known: { start: '2026-06-03', department: 'Sales' } })
    expect(await life.access('ada')).toMatchObject({ mail: 'off', crm: 'off' })
    await life.company.signIn('crm', (await life.person('known')).id)
    await life.hr({ ada: { end: '2026-06-03', status: 'Rescinded' }, known: { end: '2026-06-03', status: 'Rescinded' } })
    expect(await life.person('ada')).toMatchObject({ status: 'never_started' })
    // Nobody ever signed in to what we made, and the policy lets the CRM delete.
    expect(await life.access('ada')).toMatchObject({ mail: 'off' })
    expect(await life.access('ada')).not.toHaveProperty('crm')
    expect(await life.access('known')).toMatchObject({ crm: expect.stringMatching(/^off/) })
  },
  { apps: { mail: everyVerb, directory: everyVerb, crm: everyVerb, payroll: everyVerb } },
)

testTurn('placeholder data', async (life) => {
  await life.hr({ ada: { start: '2026-06-10', department: 'TBD' } })
  await life.until('2026-06-08T12:00:00Z')
  expect(await life.notices()).toContain('start_with_placeholder')
  await life.until('2026-06-10T12:00:00Z')
  expect(await life.access('ada')).toEqual({ mail: 'on', directory: 'on staff' })
  await life.hr({ ada: { department: 'Sales' } })
  expect(await life.access('ada')).toMatchObject({ crm: 'on sellers' })
  // A department that is not known any more takes nothing.
  await life.hr({ ada: { department: 'TBD' } })
  await life.until('2026-07-10T12:00:00Z')
  expect(await life.access('ada')).toMatchObject({ crm: 'on sellers' })
})

testTurn('missing manager', async (life) => {
  await life.hr({ ada: { start: '2026-06-01', department: 'Sales', title: 'Closer', manager: 'nobody' } })
  expect(await life.access('ada')).toMatchObject({ crm: 'on sellers' })
  expect(await life.approvals('ada')).toMatchObject([{ state: 'pending', approvers: [life.company.owner.member] }])
  await life.decide()
  expect(await life.access('ada')).toMatchObject({ crm: 'on deals sellers' })
})
