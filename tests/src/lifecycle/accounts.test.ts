import { expect } from 'vitest'
import { testTurn } from './case-table.ts'
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
