import type { Account } from '@rollcall/shared/connector/account'
import { parseEntry } from '@rollcall/shared/ledger/entry'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import { TestCompany } from '../../test/test-company.ts'
import { LedgerEntry } from '../ledger/ledger-entry.entity.ts'
import { answerQuestion } from '../questions/answer-question.ts'
import { listQuestions } from '../questions/list-questions.ts'
import { AccountRecord } from './account.entity.ts'
import { commandAccount } from './command-account.ts'
import { linkAccount } from './link-account.ts'
import { unlinkAccount } from './unlink-account.ts'

describe.each(testDialects)('correlation before creation on %s', (dialect) => {
  let company: TestCompany
  beforeEach(async () => {
    company = await TestCompany.open(dialect)
    await company.settle({ max: {} })
    await company.plan()
    company.moveTo('2026-06-02T08:00:00Z')
  })
  afterEach(() => company[Symbol.asyncDispose]())

  /** The wiki has an account that nobody is linked to; a day later HR tells of ada. */
  const hire = async (rest: Partial<Account>) => {
    const known = await company.ports.database.read((em) => em.findOneOrFail(AccountRecord, { app: 'wiki', nativeId: 'max' }))
    const { nativeId, userName, active, profile, entitlements } = known
    const before: Account = { nativeId: 'old', userName: 'ADA@larkfield.example', active: true, profile: {}, entitlements: [] }
    await company.list('wiki', [
      { nativeId, userName, active, profile, entitlements },
      { ...before, ...rest },
    ])
    company.moveTo('2026-06-03T08:00:00Z')
    await company.upload({ ada: { start: '2026-06-03' } })
  }
  const old = () => company.ports.database.read((em) => em.findOneOrFail(AccountRecord, { nativeId: 'old' }))
  const questions = () => listQuestions(company.ports.database, { organization: company.organization, all: false, limit: 50 })
  const links = async () => {
    const kept = await company.ports.database.read((em) => em.find(LedgerEntry, {}, { orderBy: { position: 'asc' } }))
    return kept.map(({ leaf }) => parseEntry(leaf)).filter((entry) => entry.t === 'account.linked' && entry.account === oldId)
  }
  let oldId = ''

  test('an account that is certainly theirs is theirs, and used', async () => {
    await hire({ profile: { displayName: 'ada Test' } })
    expect(await questions()).toMatchObject([{ kind: 'orphan' }])
    await company.plan()
    const { id: ada } = await company.person('ada')
    oldId = (await old()).id
    expect(await old()).toMatchObject({ person: ada, linkedBy: 'address', linkScore: 95, linkVerified: true })
    expect(await links()).toMatchObject([{ sub: ada, how: 'rule', rule: 'address' }])
    expect(await questions()).toEqual([])
    const [job, ...others] = await company.jobs('queued')
    expect(others).toEqual([])
    expect(job).toMatchObject({ app: 'wiki', event: 'joiner', account: { nativeId: 'old' } })
    expect(job?.steps.map(({ verb }) => verb)).not.toContain('account.create')
    await company.work()
    expect(await company.caseOf('ada')).toMatchObject({ kind: 'joiner', state: 'closed' })
  })

  test('one that may be theirs is asked about instead, and nothing is made meanwhile', async () => {
    await hire({ profile: { displayName: 'Somebody Else' } })
    await company.plan()
    expect(await old()).toMatchObject({ person: null })
    const [question, ...others] = await questions()
    expect(others).toEqual([])
    expect(question).toMatchObject({ kind: 'account_match', details: { candidates: [{ rule: 'address_only' }] } })
    expect(await company.jobs()).toEqual([])
    expect(await company.caseOf('ada')).toMatchObject({ state: 'needs_person', reason: 'user_name_taken' })
    const { organization, owner: by, ports } = company
    await answerQuestion(ports, { organization, by, question: question?.id ?? 'qst_', answer: 'link' })
    expect(await old()).toMatchObject({ person: (await company.person('ada')).id })
  })

  test('one about which a person has said that it is nobody’s stays so', async () => {
    await hire({ profile: { displayName: 'ada Test' } })
    const { organization, owner: by, ports } = company
    const about = { organization, by, account: (await old()).id }
    const { id: person } = await company.person('max')
    await commandAccount(ports, organization, async (em, moment) => {
      await linkAccount(em, { ...about, person }, moment)
      await unlinkAccount(em, about, moment)
    })
    await company.plan()
    expect(await old()).toMatchObject({ person: null })
    expect(await company.caseOf('ada')).toMatchObject({ state: 'needs_person', reason: 'user_name_taken' })
  })

  test('one that two new people could claim is neither’s', async () => {
    await hire({ profile: { displayName: 'ada Test' } })
    await company.upload({ eve: { workEmail: 'ada@larkfield.example', givenName: 'ada', start: '2026-06-03' } })
    await company.plan()
    expect(await old()).toMatchObject({ person: null })
    expect((await company.jobs()).flatMap(({ steps }) => steps.map(({ verb }) => verb))).not.toContain('account.create')
  })
})
