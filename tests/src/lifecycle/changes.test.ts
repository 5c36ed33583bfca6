import { applySimulation } from '@rollcall/control-plane/simulation/apply-simulation'
import { type Simulation, simulate } from '@rollcall/control-plane/simulation/simulate'
import { expect } from 'vitest'
import { testTurn } from './case-table.ts'
import { lifePolicy } from './life-policy.ts'

function shown({ people }: Simulation['set']): readonly (readonly string[])[] {
  return people.map(({ personKey, apps }) => [personKey, ...apps.flatMap(({ app, steps }) => steps.map(({ verb }) => `${app} ${verb}`))])
}

const seller = { department: 'Sales', title: 'Lead' }

testTurn(
  'transfer (mover)',
  async (life) => {
    expect(await life.access('ada')).toMatchObject({ crm: 'on admin sellers' })
    await life.company.byHand('crm', 'ada', ({ entitlements }) => ({ entitlements: [...entitlements, 'deals'] }))
    await life.company.list('crm')
    await life.hr({ ada: { department: 'Finance', title: 'Clerk' } })
    // At once: what is new, and what is privileged. The rest stays for the handover; what somebody granted by hand is asked about.
    expect(await life.access('ada')).toMatchObject({ payroll: 'on clerks', crm: 'on deals sellers' })
    expect((await life.cases('ada')).at(-1)).toMatchObject({ kind: 'mover' })
    await life.until('2026-06-08T05:00:00Z')
    expect(await life.access('ada')).toMatchObject({ crm: 'on deals sellers' })
    await life.until('2026-06-08T07:00:00Z')
    expect(await life.access('ada')).toMatchObject({ crm: expect.not.stringContaining('sellers') })
    const asked = [...(await life.questions('hand_grant')), ...(await life.questions('drift'))]
    expect(asked.map(({ app }) => app)).toContain('crm')
  },
  { staff: { ada: seller } },
)

testTurn(
  'bundle or rule edited',
  async (life) => {
    const { company } = life
    const edited = lifePolicy.replace('grant: [crm, crm/sellers]', 'grant: [crm, crm/sellers, crm/forecasts]')
    const supposed = { organization: company.organization, member: company.owner.member, policy: edited }
    const show = () => simulate({ ...company.ports, signers: company.signers }, supposed)
    expect(shown((await show()).set)).toEqual([['ada', 'crm entitlement.grant']])
    // In force, and nobody is touched: neither by what it gives nor by what it takes.
    await company.savePolicy(edited)
    await life.until('2026-06-03T06:00:00Z')
    expect(await life.access('ada')).toMatchObject({ crm: 'on admin sellers' })
    await company.savePolicy(lifePolicy.replace('grant: [crm, crm/sellers]', 'grant: [crm]'))
    await life.until('2026-06-05T06:00:00Z')
    expect(await life.access('ada')).toMatchObject({ crm: 'on admin sellers' })
    const { set, hash } = await show()
    expect(shown(set)).toEqual([['ada', 'crm entitlement.grant']])
    await applySimulation(company.ports, { ...supposed, hash })
    await company.settle()
    expect(await life.access('ada')).toMatchObject({ crm: 'on admin forecasts sellers' })
    // What no rule names any more goes as well, since it was ours: from whoever is planned.
    const less = { ...supposed, policy: lifePolicy }
    const simulated = await simulate({ ...company.ports, signers: company.signers }, less)
    expect(shown(simulated.set)).toEqual([['ada', 'crm entitlement.revoke']])
    await company.savePolicy(lifePolicy)
    await life.until('2026-06-08T06:00:00Z')
    expect(await life.access('ada')).toMatchObject({ crm: 'on admin forecasts sellers' })
    await life.hr({ ada: { end: '2026-06-12' } })
    await life.until('2026-06-15T06:00:00Z')
    expect(await life.access('ada')).toMatchObject({ crm: 'off' })
  },
  { staff: { ada: seller } },
)

testTurn(
  'manager change',
  async (life) => {
    await life.memberFor('carl')
    await life.memberFor('dora')
    await life.hr({ ada: { title: 'Closer' } })
    expect(await life.approvals('ada')).toMatchObject([{ state: 'pending', approvers: [await life.memberOf('carl')] }])
    const before = await life.access('ada')
    await life.hr({ ada: { manager: 'dora' } })
    await life.until('2026-06-01T09:00:00Z')
    expect((await life.approvals('ada')).filter(({ state }) => state === 'pending')).toMatchObject([
      { approvers: [await life.memberOf('dora')] },
    ])
    expect(await life.access('ada')).toEqual(before)
    expect((await life.done('ada')).filter((step) => /suspend|revoke/.test(step))).toEqual([])
  },
  { staff: { carl: {}, dora: {}, ada: { department: 'Sales', manager: 'carl' } } },
)

testTurn(
  'rename (name or e-mail)',
  async (life) => {
    const before = life.company.apps.accounts('crm').map(({ nativeId }) => nativeId)
    await life.hr({ ada: { family: 'Married', email: 'ada.married@larkfield.example' } })
    const renames = (await life.done('ada')).filter((step) => step.endsWith('account.rename'))
    expect(renames).toEqual(['mail account.rename', 'directory account.rename', 'crm account.rename'])
    expect((await life.done('ada')).filter((step) => /create|delete|suspend/.test(step))).toEqual([])
    expect(life.company.apps.accounts('crm').map(({ nativeId }) => nativeId)).toEqual(before)
    const mailbox = life.company.apps.accounts('mail').find(({ userName }) => userName === 'ada.married@larkfield.example')
    expect(mailbox?.profile.displayName).toBe('ada Married')
    // What is sent to the old address goes on arriving.
    expect(mailbox === undefined ? [] : life.company.apps.aliases('mail', mailbox)).toEqual(['ada@larkfield.example'])
  },
  { staff: { ada: seller } },
)

testTurn(
  'two engagements',
  async (life) => {
    await life.hr({ 'ada#2': { type: 'contractor', department: 'Finance', end: '2026-12-31' } })
    expect(await life.access('ada')).toMatchObject({ crm: 'on admin sellers', payroll: 'on clerks' })
    await life.hr({ ada: { end: '2026-06-12' } })
    await life.until('2026-06-30T12:00:00Z')
    expect(await life.access('ada')).toMatchObject({ mail: 'on', directory: 'on staff', payroll: 'on clerks' })
    expect(await life.access('ada')).not.toMatchObject({ crm: expect.stringContaining('sellers') })
    await life.until('2027-01-02T12:00:00Z')
    expect(await life.access('ada')).toMatchObject({ mail: 'off', directory: 'off', payroll: 'off' })
    // Duties are separated on the union: what the second work would give beside the first is not even asked about.
    await life.hr({ 'bob#2': { department: 'Legal', title: 'Closer' } })
    await life.decide()
    expect(await life.access('bob')).toMatchObject({ crm: 'on sellers' })
    expect(await life.approvals('bob')).toEqual([])
    expect(await life.lastCase('bob')).toMatchObject({
      state: 'needs_person',
      plan: { left: [{ app: 'crm', entitlement: 'deals', reason: 'separation_of_duties' }] },
    })
    // Once the first is over, at once and without a handover, the other way round.
    await life.hr({ bob: { end: '2027-01-08' } })
    await life.until('2027-01-08T18:00:00Z')
    await life.decide()
    expect(await life.access('bob')).toMatchObject({ crm: 'on deals' })
  },
  {
    staff: { ada: seller, bob: { department: 'Sales' } },
    policy: `${lifePolicy}separations: [{ name: sell and close, one: [crm/sellers], other: [crm/deals] }]\n`,
  },
)

testTurn(
  'contractor → employee',
  async (life) => {
    // Friday evening to Monday morning is no gap.
    await life.hr({ 'ada#2': { type: 'employee', department: 'Sales', start: '2026-06-15' } })
    await life.until('2026-06-16T12:00:00Z')
    expect((await life.done('ada')).filter((step) => /suspend|revoke|create|delete/.test(step))).toEqual([])
    expect(await life.access('ada')).toMatchObject({ mail: 'on', crm: 'on sellers' })
  },
  { staff: { ada: { type: 'contractor', department: 'Sales', end: '2026-06-12' } } },
)
