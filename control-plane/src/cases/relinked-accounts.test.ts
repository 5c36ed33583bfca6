import type { Id } from '@rollcall/shared/ids'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import { staff } from '../../test/roster-rows.ts'
import { TestCompany } from '../../test/test-company.ts'
import { AccountRecord } from '../accounts/account.entity.ts'
import { commandAccount } from '../accounts/command-account.ts'
import { linkAccount } from '../accounts/link-account.ts'
import { setAccountType } from '../accounts/set-account-type.ts'
import { unlinkAccount } from '../accounts/unlink-account.ts'
import { JobRecord } from '../dispatch/job.entity.ts'
import { answerRehire } from '../roster/answer-rehire.ts'
import { releaseCase } from './release-case.ts'

type Command = { readonly organization: Id<'organization'>; readonly account: Id<'account'>; readonly by: Id<'member'> }
type Work = Parameters<typeof commandAccount>[2]

describe.each(testDialects)('what follows from a link ends with it, on %s', (dialect) => {
  let company: TestCompany
  beforeEach(async () => {
    company = await TestCompany.open(dialect)
    await company.settle({ ...staff(12), ada: {}, eve: {} })
    await company.plan()
    company.moveTo('2026-06-02T08:00:00Z')
  })
  afterEach(() => company[Symbol.asyncDispose]())

  const run = (work: Work) => commandAccount(company.ports, company.organization, work)
  const adasAccount = async (): Promise<Command> => {
    const { id } = await company.ports.database.read((em) => em.findOneOrFail(AccountRecord, { app: 'wiki', nativeId: 'ada' }))
    return { organization: company.organization, account: id, by: company.owner }
  }
  const isOn = async () =>
    (await company.ports.database.read((em) => em.findOneOrFail(AccountRecord, { app: 'wiki', nativeId: 'ada' }))).active
  const linkToEve = async () => {
    const [command, { id: person }] = [await adasAccount(), await company.person('eve')]
    await run((em, moment) => linkAccount(em, { ...command, person }, moment))
  }
  const unlink = async () => {
    const command = await adasAccount()
    await run((em, moment) => unlinkAccount(em, command, moment))
  }
  const share = async () => {
    const [command, { id: responsible }] = [await adasAccount(), await company.person('eve')]
    await run((em, moment) => setAccountType(em, { ...command, type: 'shared', responsible }, moment))
  }
  const leave = async () => {
    await company.upload({ ada: { end: '2026-06-01' } })
    await company.plan()
  }

  test.each([
    { name: 'linked to somebody else', change: linkToEve },
    { name: 'taken from the leaver', change: unlink },
    { name: 'found to be shared', change: share },
  ])('a leaver’s account that was $name is not switched off by a job that waits', async ({ change }) => {
    await leave()
    expect(await company.jobs('queued')).toMatchObject([{ app: 'wiki', account: { nativeId: 'ada' } }])
    await change()
    await company.plan()
    expect(await company.jobs('queued')).toEqual([])
    await company.work()
    expect(await isOn()).toBe(true)
    expect(await company.caseOf('ada')).toMatchObject({ kind: 'leaver', state: 'cancelled' })
  })

  test('a held leaver whose account is another’s by now is not released', async () => {
    await company.upload(Object.fromEntries(['p000', 'p001', 'p002', 'p003', 'p004', 'p005'].map((key) => [key, { end: '2026-06-01' }])))
    // One after the other: of those of one instant, chance would say who is held.
    await company.plan()
    await leave()
    const { id, state } = await company.caseOf('ada')
    expect(state).toBe('held')
    await linkToEve()
    const command = { organization: company.organization, by: company.owner, case: id, reason: 'confirmed_with_hr' as const }
    await expect(releaseCase(company.ports, command)).rejects.toMatchObject({ code: 'moved' })
    await company.plan()
    await company.work()
    expect(await isOn()).toBe(true)
  })

  test('a job that was stopped too late is made good for whoever has the account now', async () => {
    await leave()
    const [job] = await company.jobs('queued')
    if (job === undefined) throw new Error('no job')
    await company.ports.database.transact((em) => em.nativeUpdate(JobRecord, { id: job.id }, { state: 'leased' }))
    await linkToEve()
    await company.plan()
    expect(await company.jobs('leased')).toMatchObject([{ id: job.id, cancellation: 'requested' }])
    await company.finish(job, 'done')
    expect(await isOn()).toBe(false)
    await company.plan()
    expect(await company.caseOf('eve')).toMatchObject({ state: expect.stringMatching(/running|held/) })
  })

  test('whoever comes back under another key is not switched off by what the earlier one left behind', async () => {
    company.down.add('wiki')
    await leave()
    await company.upload({ ada: undefined, ada2: { givenName: 'ada', workEmail: 'ada@larkfield.example', start: '2026-06-02' } })
    await company.plan()
    const [{ id: continues }, { id: person }] = [await company.person('ada'), await company.person('ada2')]
    const { organization, owner: by } = company
    await run((em, moment) => answerRehire(em, { organization, person, continues, by }, moment))
    await company.plan()
    company.down.clear()
    await company.work()
    expect(await company.access('ada2')).toEqual({ wiki: 'on readers' })
    expect(await company.jobs('queued')).toEqual([])
  })
})
