import { giveOrder } from '@rollcall/control-plane/orders/give-order'
import { simulate } from '@rollcall/control-plane/simulation/simulate'
import { completeTask } from '@rollcall/control-plane/tasks/complete-task'
import { TaskRecord } from '@rollcall/control-plane/tasks/task.entity'
import { testDialects } from '@rollcall/control-plane/test/open-test-database'
import { describe, expect, test } from 'vitest'
import { testTurn } from './case-table.ts'
import { Life } from './life.ts'
import { lifePolicy } from './life-policy.ts'

const blank = { profile: {}, entitlements: [], active: true }

testTurn(
  'account nobody owns (orphan)',
  async (life) => {
    const { apps } = life.company
    apps.add('crm', { nativeId: 'old', userName: 'old@elsewhere.example', ...blank })
    // The first listing only reports.
    await life.company.list('crm')
    await life.until('2026-06-20T12:00:00Z')
    expect(apps.accounts('crm').find(({ nativeId }) => nativeId === 'old')?.active).toBe(true)
    apps.add('crm', { nativeId: 'new', userName: 'new@elsewhere.example', ...blank, profile: { displayName: 'Nobody Known' } })
    await life.company.list('crm')
    const asked = [...(await life.questions('orphan')), ...(await life.questions('account_match'))]
    expect(asked.some(({ details }) => JSON.stringify(details).includes('new@elsewhere.example'))).toBe(true)
    await life.until('2026-06-29T12:00:00Z')
    await life.company.list('crm')
    await life.until('2026-07-02T12:00:00Z')
    await life.company.reconcile()
    expect(apps.accounts('crm').find(({ nativeId }) => nativeId === 'new')?.active).toBe(false)
    expect(apps.accounts('crm').find(({ nativeId }) => nativeId === 'old')?.active).toBe(true)
  },
  { policy: lifePolicy.replace('    owner: boss\n', '    owner: boss\n    orphans: { disableAfterDays: 7 }\n') },
)

const driftPolicy = lifePolicy
  .replace('  crm:\n', '  crm:\n    drift: { answer: correct }\n')
  .replace('  directory:\n', '  directory:\n    drift: { answer: accept, acceptDays: 10 }\n')

testTurn(
  'account changed by hand (drift)',
  async (life) => {
    const { company } = life
    for (const app of ['crm', 'directory', 'payroll']) await company.list(app)
    await life.until('2026-06-02T06:00:00Z')
    // Corrected.
    await company.byHand('crm', 'ada', ({ entitlements }) => ({ entitlements: [...entitlements, 'admin'] }))
    await company.list('crm')
    expect(await life.access('ada')).toMatchObject({ crm: 'on sellers' })
    // Accepted for a time.
    await company.byHand('directory', 'ada', () => ({ entitlements: [] }))
    await company.list('directory')
    expect(await life.access('ada')).toMatchObject({ directory: 'on' })
    await life.until('2026-06-13T06:00:00Z')
    expect(await life.access('ada')).toMatchObject({ directory: 'on staff' })
    // Asked, and left alone until somebody answers.
    await company.byHand('payroll', 'fin', () => ({ active: false }))
    await company.list('payroll')
    expect(await life.access('fin')).toMatchObject({ payroll: 'off clerks' })
    expect(await life.questions('drift')).toHaveLength(1)
    await life.answer('drift', 'correct')
    expect(await life.access('fin')).toMatchObject({ payroll: 'on clerks' })
  },
  { policy: driftPolicy, staff: { ada: { department: 'Sales' }, fin: {} } },
)

const handOver = '{ name: files, title: Hand over files, instructions: "", assignee: operators, days: 7, transfers: true }'
const handOverPolicy = lifePolicy.replace('leaver: { deleteAfterDays: 30 }', `leaver: { deleteAfterDays: 30, tasks: [${handOver}] }`)

describe.each(testDialects)('what is not touched, on %s', (dialect) => {
  test('legal hold: nobody is asked to hand anything over, nothing is deleted, and the case waits; who works here keeps what they have', async () => {
    await using life = await Life.open(dialect, { policy: handOverPolicy, staff: { ada: { department: 'Sales' } } })
    const before = await life.access('ada')
    await giveOrder(life.company.ports, { ...(await life.ordered('ada')), kind: 'legal_hold', reason: 'litigation' })
    await life.company.settle()
    expect(await life.access('ada')).toEqual(before)
    expect(await life.done('ada')).toEqual([])
    await life.hr({ ada: { end: '2026-06-05' } })
    await life.until('2026-08-20T12:00:00Z')
    expect(await tasksOf(life, 'ada')).toEqual([])
    expect(await life.lastCase('ada')).toMatchObject({ kind: 'leaver', state: 'needs_person', reason: 'legal_hold' })
    expect(await life.access('ada')).toMatchObject({ crm: 'off', mail: 'off' })
    await life.liftOrders('ada', 'litigation_over')
    await life.company.settle()
    // Handed over first; deleted once it was.
    expect(await tasksOf(life, 'ada')).toMatchObject([{ title: 'Hand over files', state: 'open' }])
    expect(await life.access('ada')).toMatchObject({ crm: 'off' })
    await completeAll(life, 'ada')
    expect(await life.access('ada')).not.toHaveProperty('crm')
  })

  test('a simulation leaves every app as it was, also when everything that is due is done', async () => {
    await using life = await Life.open(dialect, { staff: { ada: { department: 'Sales' }, bob: {} } })
    const { ports, signers, organization, owner, apps } = life.company
    const seen = () => JSON.stringify(['mail', 'directory', 'crm', 'payroll'].map((app) => apps.accounts(app)))
    const before = seen()
    const policy = lifePolicy.replace('grant: [crm, crm/sellers]', 'grant: [payroll]')
    const bytes = Buffer.from(life.roster().replaceAll('bob', 'eve'))
    const { set } = await simulate({ ...ports, signers }, { organization, member: owner.member, policy, roster: { source: 'hr', bytes } })
    expect(set.people.map(({ personKey }) => personKey)).toEqual(expect.arrayContaining(['ada', 'eve']))
    await life.company.settle()
    expect(seen()).toBe(before)
  })
})

async function tasksOf(life: Life, key: string): Promise<readonly TaskRecord[]> {
  const { id } = await life.person(key)
  return life.company.ports.database.read((em) => em.find(TaskRecord, { person: id }))
}

async function completeAll(life: Life, key: string): Promise<void> {
  const { ports, organization, owner } = life.company
  for (const { id } of await tasksOf(life, key)) await completeTask(ports, { organization, by: owner.member, task: id })
  await life.company.settle()
}
