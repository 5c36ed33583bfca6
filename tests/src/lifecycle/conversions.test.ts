import type { Dialect } from '@rollcall/control-plane/database/database'
import { JobRecord } from '@rollcall/control-plane/dispatch/job.entity'
import { answerQuestion } from '@rollcall/control-plane/questions/answer-question'
import { testDialects } from '@rollcall/control-plane/test/open-test-database'
import { describe, expect, test } from 'vitest'
import { Life } from './life.ts'

/** A contract that ends on a Friday. The employment begins on the Monday after it, under another HR key. */
const contract = { type: 'contractor', given: 'Ada', department: 'Sales', end: '2026-06-12' } as const
const employment = { given: 'Ada', department: 'Finance', start: '2026-06-15' } as const

describe.each(testDialects)('a contractor who becomes an employee under another HR key, on %s', (dialect) => {
  test('keeps every account when somebody says in time that it is the same person; only the difference is done', async () => {
    await using life = await open(dialect)
    await life.hr({ ada: employment })
    const [question] = await life.questions('rehire')
    expect(question?.details).toMatchObject({ conversion: true, candidates: [{ personKey: 'c1', because: ['name', 'end_date'] }] })
    await life.answer('rehire', 'same_person')
    expect(await life.done('ada')).toEqual(['mail account.rename', 'directory account.rename', 'crm account.rename'])
    await life.until('2026-06-13T12:00:00Z')
    expect(accountsIn(life)).toEqual({ mail: ['on'], directory: ['on staff'], crm: ['on sellers'] })
    expect(await life.person('ada')).toMatchObject({ status: 'active' })
    await life.until('2026-06-16T12:00:00Z')
    expect(accountsIn(life)).toMatchObject({ mail: ['on'], directory: ['on staff'], payroll: ['on clerks'] })
    expect(await verbs(life)).not.toContain('mail account.suspend')
    expect(await verbs(life)).not.toContain('directory account.suspend')
    expect(await life.done('c1')).toEqual([])
    expect(await life.lastCase('ada')).toMatchObject({ kind: 'mover', state: 'closed' })
  })

  test('has what the end took given back without an approval when it is answered late', async () => {
    await using life = await open(dialect)
    await life.hr({ ada: employment })
    await life.until('2026-06-16T12:00:00Z')
    expect(accountsIn(life)).toEqual({ mail: ['off'], directory: ['off'], crm: ['off'] })
    await life.answer('rehire', 'same_person')
    expect(accountsIn(life)).toMatchObject({ mail: ['on'], directory: ['on staff'], crm: ['off'], payroll: ['on clerks'] })
    expect(await life.approvals('ada')).toEqual([])
  })

  test('is given back what the end took on the days between the two as well', async () => {
    await using life = await open(dialect)
    await life.hr({ ada: employment })
    await life.until('2026-06-13T12:00:00Z')
    expect(accountsIn(life)).toMatchObject({ mail: ['off'] })
    await life.answer('rehire', 'same_person')
    expect(accountsIn(life)).toMatchObject({ mail: ['on'], directory: ['on staff'] })
    expect(await life.approvals('ada')).toEqual([])
  })

  test('is asked about when HR names the end only after the new key', async () => {
    await using life = await open(dialect, { end: '2026-12-31' })
    await life.hr({ ada: employment })
    expect(await life.questions('rehire')).toEqual([])
    await life.hr({ c1: contract })
    expect(await life.questions('rehire')).toHaveLength(1)
    await life.answer('rehire', 'same_person')
    await life.until('2026-06-16T12:00:00Z')
    expect(accountsIn(life)).toMatchObject({ mail: ['on'], directory: ['on staff'] })
  })

  test('with the same address keeps the accounts, whichever question is answered, and no question comes back', async () => {
    await using life = await open(dialect)
    await life.hr({ ada: { ...employment, email: 'c1@larkfield.example' } })
    expect(await life.questions('rehire')).toHaveLength(1)
    expect(await life.questions('two_with_one_address')).toHaveLength(2)
    await life.answer('two_with_one_address', 'same_person')
    await life.hr({ ada: { title: 'Lead' } })
    expect(await life.questions('rehire')).toEqual([])
    expect(await life.questions('two_with_one_address')).toEqual([])
    await life.until('2026-06-16T12:00:00Z')
    expect(accountsIn(life)).toMatchObject({ mail: ['on'], directory: ['on staff'], payroll: ['on clerks'] })
    expect(await life.done('c1')).toEqual([])
    expect(await verbs(life)).not.toContain('mail account.suspend')
  })

  test('is nobody but somebody whom the question lists, and not whoever answers', async () => {
    await using life = await open(dialect)
    await life.hr({ ada: employment })
    const [question] = await life.questions('rehire')
    if (question === undefined) throw new Error('nobody is asked')
    const { ports, organization, owner } = life.company
    const given = { organization, question: question.id, answer: 'same_person' }
    const boss = (await life.person('boss')).id
    await expect(answerQuestion(ports, { ...given, by: owner.member, person: boss })).rejects.toMatchObject({ code: 'does_not_fit' })
    await life.memberFor('c1')
    await expect(answerQuestion(ports, { ...given, by: await life.memberOf('c1') })).rejects.toMatchObject({ code: 'not_yours' })
    expect(await life.questions('rehire')).toHaveLength(1)
  })

  test('keeps the accounts when HR drops the old key early, and loses them when the contract is ended early and nothing follows', async () => {
    await using life = await open(dialect)
    await life.hr({ ada: employment })
    await life.answer('rehire', 'same_person')
    await life.hr({ c1: undefined })
    await life.until('2026-06-16T12:00:00Z')
    expect(accountsIn(life)).toMatchObject({ mail: ['on'], directory: ['on staff'] })
    await life.hr({ ada: { end: '2026-06-17' } })
    await life.until('2026-06-18T12:00:00Z')
    expect(accountsIn(life)).toMatchObject({ mail: ['off'], directory: ['off'] })
  })

  test('loses the accounts when the contract ends, not before, when HR moves the start away from it, and has them again on the first day', async () => {
    await using life = await open(dialect)
    await life.hr({ ada: employment })
    await life.answer('rehire', 'same_person')
    await life.hr({ ada: { start: '2026-07-20' } })
    await life.until('2026-06-12T12:00:00Z')
    expect(accountsIn(life)).toMatchObject({ mail: ['on'], directory: ['on staff'] })
    await life.until('2026-06-13T12:00:00Z')
    expect(accountsIn(life)).toMatchObject({ mail: ['off'], directory: ['off'] })
    await life.until('2026-07-20T12:00:00Z')
    expect(accountsIn(life)).toMatchObject({ mail: ['on'], directory: ['on staff'] })
    expect(await life.approvals('ada')).toEqual([])
  })
})

function open(dialect: Dialect, change: { readonly end?: string } = {}): Promise<Life> {
  return Life.open(dialect, { staff: { c1: { ...contract, ...change } } })
}

/** What the apps hold of everybody but the boss. */
function accountsIn(life: Life): Readonly<Record<string, readonly string[]>> {
  const apps = ['crm', 'directory', 'mail', 'payroll'].map((app) => {
    const accounts = life.company.apps.accounts(app).filter(({ userName }) => !userName.startsWith('boss'))
    return [app, accounts.map(({ active, entitlements }) => [active ? 'on' : 'off', ...entitlements].join(' '))] as const
  })
  return Object.fromEntries(apps.filter(([, accounts]) => accounts.length > 0))
}

async function verbs(life: Life): Promise<readonly string[]> {
  const jobs = await life.company.ports.database.read((em) => em.find(JobRecord, { state: 'done' }))
  return jobs.flatMap(({ app, steps }) => steps.map(({ verb }) => `${app} ${verb}`))
}
