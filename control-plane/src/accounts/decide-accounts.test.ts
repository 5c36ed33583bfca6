import type { Account } from '@rollcall/shared/connector/account'
import type { Id } from '@rollcall/shared/ids'
import { parseEntry } from '@rollcall/shared/ledger/entry'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import { TestCompany } from '../../test/test-company.ts'
import { LedgerEntry } from '../ledger/ledger-entry.entity.ts'
import { linkMember } from '../organizations/link-member.ts'
import { listQuestions } from '../questions/list-questions.ts'
import { AccountRecord } from './account.entity.ts'
import { commandAccount } from './command-account.ts'
import { disableOrphan } from './disable-orphan.ts'
import { linkAccount } from './link-account.ts'
import { protectAccount } from './protect-account.ts'
import { setAccountType } from './set-account-type.ts'
import { takeAccount } from './take-account.ts'
import { unlinkAccount } from './unlink-account.ts'

type Work = Parameters<typeof commandAccount>[2]

describe.each(testDialects)('what an operator says of an account, on %s', (dialect) => {
  let company: TestCompany
  let ada: Id<'person'>
  let max: Id<'person'>
  beforeEach(async () => {
    company = await TestCompany.open(dialect)
    await company.settle({ ada: {}, max: {} })
    await company.plan()
    ada = (await company.person('ada')).id
    max = (await company.person('max')).id
    company.moveTo('2026-06-02T08:00:00Z')
  })
  afterEach(() => company[Symbol.asyncDispose]())

  const account = (nativeId: string) => company.ports.database.read((em) => em.findOneOrFail(AccountRecord, { app: 'wiki', nativeId }))
  const about = async (nativeId: string) => ({
    organization: company.organization,
    by: company.owner,
    account: (await account(nativeId)).id,
  })
  const run = (work: Work) => commandAccount(company.ports, company.organization, work)
  const link = async (nativeId: string, person: Id<'person'>) => {
    const where = await about(nativeId)
    await run((em, moment) => linkAccount(em, { ...where, person }, moment))
  }
  const unlink = async (nativeId: string) => {
    const where = await about(nativeId)
    await run((em, moment) => unlinkAccount(em, where, moment))
  }
  const setShared = async (nativeId: string, responsible: Id<'person'>) => {
    const where = await about(nativeId)
    await run((em, moment) => setAccountType(em, { ...where, type: 'shared', responsible }, moment))
  }
  const protect = async (nativeId: string, isProtected: boolean) => {
    const where = await about(nativeId)
    await run((em, moment) => protectAccount(em, { ...where, isProtected }, moment))
  }
  const disable = async (nativeId: string) => {
    const where = await about(nativeId)
    await run(async (em, moment) => disableOrphan(em, { account: await takeAccount(em, where), by: where.by }, moment))
  }
  /** The wiki shows these accounts as they are now, and one more. */
  const list = async (more: readonly Account[] = [], change: (account: Account) => Account = (same) => same) => {
    const known = await company.ports.database.read((em) => em.find(AccountRecord, { app: 'wiki' }, { orderBy: { nativeId: 'asc' } }))
    const shown = known.map(({ nativeId, userName, externalId, active, profile, entitlements }) =>
      change({ nativeId, userName, ...(externalId ? { externalId } : {}), active, profile, entitlements }),
    )
    await company.list('wiki', [...shown, ...more])
  }
  const desk: Account = { nativeId: 'desk', userName: 'desk', active: true, profile: {}, entitlements: [] }
  const entries = async () => {
    const kept = await company.ports.database.read((em) => em.find(LedgerEntry, {}, { orderBy: { position: 'asc' } }))
    return kept.map(({ leaf }) => parseEntry(leaf)).filter(({ t }) => t.startsWith('account.'))
  }
  const open = () => listQuestions(company.ports.database, { organization: company.organization, all: false, limit: 50 })

  test('a link names the operator, takes the account from whoever had it, and no rule overrules it', async () => {
    await link('ada', max)
    const { id } = await account('ada')
    expect((await entries()).slice(-2)).toMatchObject([
      { t: 'account.unlinked', sub: ada, account: id, member: company.owner },
      { t: 'account.linked', sub: max, account: id, how: 'operator', member: company.owner },
    ])
    // It still shows the marker, the address and the name of somebody else.
    company.moveTo('2026-06-03T08:00:00Z')
    await list()
    expect(await account('ada')).toMatchObject({ person: max, linkedBy: 'operator', linkVerified: true })
    expect((await open()).filter(({ kind }) => kind === 'account_match')).toEqual([])
    await expect(link('ada', max)).rejects.toMatchObject({ code: 'wrong_state' })
  })

  test('an account of somebody who works here is no leaver’s before it is unlinked: it would be switched off at once', async () => {
    await company.upload({ max: { end: '2026-06-01' } })
    await company.plan()
    await company.work()
    await expect(link('ada', max)).rejects.toMatchObject({ code: 'wrong_state' })
    expect(await account('ada')).toMatchObject({ person: ada, active: true })
    await unlink('ada')
    await link('ada', max)
    expect(await account('ada')).toMatchObject({ person: max })
    // And what a leaver had may be somebody's who works here.
    await link('max', ada)
    expect(await account('max')).toMatchObject({ person: ada })
  })

  test('what was unlinked is nobody’s, and no rule links it again', async () => {
    await unlink('ada')
    const { id } = await account('ada')
    expect((await entries()).at(-1)).toMatchObject({ t: 'account.unlinked', sub: ada, account: id, member: company.owner })
    company.moveTo('2026-06-03T08:00:00Z')
    await list()
    expect(await account('ada')).toMatchObject({ person: null, linkedBy: 'operator' })
    await expect(unlink('ada')).rejects.toMatchObject({ code: 'wrong_state' })
    // But it can be said otherwise.
    await link('ada', ada)
    expect(await account('ada')).toMatchObject({ person: ada })
  })

  test('a shared account has somebody who answers for it, is asked about no more, and no rule links it', async () => {
    await list([desk])
    expect(await open()).toMatchObject([{ kind: 'orphan' }])
    await setShared('desk', max)
    const { id } = await account('desk')
    expect((await entries()).at(-1)).toMatchObject({ t: 'account.orphan_resolved', account: id, res: 'shared', member: company.owner })
    expect(await open()).toEqual([])
    company.moveTo('2026-06-03T08:00:00Z')
    await list([], (one) => (one.nativeId === 'desk' ? { ...one, externalId: max } : one))
    expect(await account('desk')).toMatchObject({ person: null, type: 'shared', responsible: max })
    await expect(disable('desk')).rejects.toMatchObject({ code: 'wrong_state' })
  })

  test('a person’s account that turns out to be shared is theirs no more', async () => {
    await setShared('ada', max)
    expect((await entries()).slice(-2)).toMatchObject([
      { t: 'account.unlinked', sub: ada, member: company.owner },
      { t: 'account.orphan_resolved', res: 'shared', member: company.owner },
    ])
    await link('ada', ada)
    expect(await account('ada')).toMatchObject({ type: 'person', responsible: null, person: ada })
  })

  test('nothing touches a protected account until somebody says otherwise', async () => {
    await protect('max', true)
    expect((await entries()).at(-1)).toMatchObject({ t: 'account.orphan_resolved', res: 'protect', member: company.owner })
    const before = (await entries()).length
    await protect('max', true)
    expect(await entries()).toHaveLength(before)
    await company.upload({ max: { end: '2026-06-01' } })
    await company.plan()
    expect(await company.jobs()).toEqual([])
    expect(await company.caseOf('max')).toMatchObject({ kind: 'leaver', state: 'needs_person' })
    await protect('max', false)
    expect((await entries()).at(-1)).toMatchObject({ res: 'unprotect' })
    await company.plan()
    await list([desk])
    await protect('desk', true)
    await expect(disable('desk')).rejects.toMatchObject({ code: 'wrong_state' })
  })

  test('an account that nobody owns is switched off by a job that names nobody', async () => {
    await list([desk])
    await disable('desk')
    const { id } = await account('desk')
    expect(await company.jobs('queued')).toMatchObject([{ event: 'orphan', person: null, case: null, account: { nativeId: 'desk' } }])
    expect((await entries()).at(-1)).toMatchObject({ t: 'account.orphan_resolved', account: id, res: 'disable', member: company.owner })
    await expect(disable('ada')).rejects.toMatchObject({ code: 'wrong_state' })
  })

  test('nobody decides about an account of their own', async () => {
    const { ports, organization, owner } = company
    await linkMember(ports, { organization, by: owner, member: owner, personKey: 'ada' })
    await list([desk])
    for (const decide of [() => protect('ada', true), () => unlink('ada'), () => link('ada', max), () => link('desk', ada)])
      await expect(decide()).rejects.toMatchObject({ code: 'not_yours' })
    expect(await account('ada')).toMatchObject({ person: ada, protected: false })
    expect(await account('desk')).toMatchObject({ person: null })
  })

  test('an account that is gone, and one that nobody has, are not decided about', async () => {
    company.moveTo('2026-06-03T08:00:00Z')
    await company.list('wiki', [])
    await expect(unlink('ada')).rejects.toMatchObject({ code: 'wrong_state' })
    const absent = { organization: company.organization, by: company.owner, account: `acc_${'0'.repeat(32)}` as const }
    await expect(run((em, moment) => unlinkAccount(em, absent, moment))).rejects.toMatchObject({ code: 'not_found' })
    const nobody = `per_${'0'.repeat(32)}` as const
    await list()
    await expect(link('ada', nobody)).rejects.toMatchObject({ code: 'not_found' })
  })
})
