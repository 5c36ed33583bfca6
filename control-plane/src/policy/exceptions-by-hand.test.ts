import type { Id } from '@rollcall/shared/ids'
import { parseEntry } from '@rollcall/shared/ledger/entry'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import { TestCompany } from '../../test/test-company.ts'
import { LedgerEntry } from '../ledger/ledger-entry.entity.ts'
import { linkMember } from '../organizations/link-member.ts'
import { AccessException } from './access-exception.entity.ts'
import { closeException } from './close-exception.ts'
import { listExceptions } from './list-exceptions.ts'
import { type ExceptionCommand, openExceptionByHand } from './open-exception-by-hand.ts'

describe.each(testDialects)('exceptions by hand on %s', (dialect) => {
  let company: TestCompany
  let ada: Id<'person'>
  beforeEach(async () => {
    company = await TestCompany.open(dialect)
    await company.settle({ ada: {}, max: { department: 'Sales' } })
    await company.plan()
    ada = (await company.person('ada')).id
    company.moveTo('2026-06-02T08:00:00Z')
  })
  afterEach(() => company[Symbol.asyncDispose]())

  const open = (terms: Partial<ExceptionCommand> = {}) =>
    openExceptionByHand(company.ports, {
      organization: company.organization,
      by: company.owner,
      person: ada,
      kind: 'grant',
      app: 'wiki',
      entitlement: 'sales',
      days: 3,
      reason: 'cover',
      ...terms,
    })
  const close = (exception: Id<'exception'>) =>
    closeException(company.ports, { organization: company.organization, by: company.owner, exception })
  const inForce = () => listExceptions(company.ports.database, { organization: company.organization, at: company.at })
  const entries = async () => {
    const kept = await company.ports.database.read((em) => em.find(LedgerEntry, {}, { orderBy: { position: 'asc' } }))
    return kept.map(({ leaf }) => parseEntry(leaf)).filter(({ t }) => t.startsWith('exception.'))
  }

  test('a grant is given at once, is in the ledger, and is taken when its days are over, without anybody doing anything', async () => {
    const exception = await open()
    const until = '2026-06-05T08:00:00.000Z'
    expect(await entries()).toMatchObject([
      { t: 'exception.opened', sub: ada, app: 'wiki', exception, kind: 'grant', until, reason: 'cover', member: company.owner },
    ])
    await company.plan()
    await company.work()
    expect(await company.access('ada')).toMatchObject({ wiki: 'on readers sales' })
    await company.liveUntil('2026-06-05T07:59:59Z')
    expect(await company.access('ada')).toMatchObject({ wiki: 'on readers sales' })
    expect(await inForce()).toHaveLength(1)
    await company.liveUntil('2026-06-05T08:00:00Z')
    expect(await company.access('ada')).toEqual({ wiki: 'on readers' })
    expect(await inForce()).toEqual([])
  })

  test('what is withheld is taken at once, and given back when its days are over', async () => {
    const { id: max } = await company.person('max')
    await open({ person: max, kind: 'withhold', reason: 'investigation' })
    await company.plan()
    await company.work()
    expect(await company.access('max')).toEqual({ wiki: 'on readers', crm: 'on sellers' })
    await company.liveUntil('2026-06-05T08:00:00Z')
    expect(await company.access('max')).toEqual({ wiki: 'on readers sales', crm: 'on sellers' })
  })

  test('an account as a whole can be given', async () => {
    await open({ app: 'crm', entitlement: null })
    await company.plan()
    await company.work()
    expect(await company.access('ada')).toMatchObject({ crm: 'on' })
    await company.liveUntil('2026-06-05T08:00:00Z')
    expect(await company.access('ada')).toMatchObject({ crm: 'off' })
  })

  test('closed by hand, the rules count again at once, and it cannot be closed twice', async () => {
    const exception = await open()
    await company.plan()
    await company.work()
    await close(exception)
    expect((await entries()).at(-1)).toMatchObject({ t: 'exception.closed', exception, sub: ada, member: company.owner })
    await company.plan()
    await company.work()
    expect(await company.access('ada')).toEqual({ wiki: 'on readers' })
    await expect(close(exception)).rejects.toMatchObject({ code: 'wrong_state' })
  })

  test('one that has ended by itself cannot be closed', async () => {
    const exception = await open()
    company.moveTo('2026-06-05T08:00:00Z')
    await expect(close(exception)).rejects.toMatchObject({ code: 'wrong_state' })
  })

  test('the last word about the same access counts', async () => {
    const first = await open({ days: 30 })
    const second = await open({ kind: 'withhold', days: 1 })
    expect((await entries()).slice(-2)).toMatchObject([
      { t: 'exception.closed', exception: first, member: company.owner },
      { t: 'exception.opened', exception: second, kind: 'withhold' },
    ])
    expect((await inForce()).map(({ id }) => id)).toEqual([second])
    await open({ entitlement: 'readers' })
    expect(await inForce()).toHaveLength(2)
  })

  test.each([
    ['an app that policy does not know', { app: 'nowhere', entitlement: null }, 'does_not_fit'],
    ['an entitlement that policy does not know', { entitlement: 'chess-club' }, 'does_not_fit'],
    ['somebody who is nobody', { person: `per_${'0'.repeat(32)}` as const }, 'not_found'],
  ])('%s gets none', async (_what, terms, code) => {
    await expect(open(terms)).rejects.toMatchObject({ code })
    expect(await company.ports.database.read((em) => em.count(AccessException, {}))).toBe(0)
  })

  test('nobody opens or closes one for themselves', async () => {
    const exception = await open()
    const { ports, organization, owner } = company
    await linkMember(ports, { organization, by: owner, member: owner, personKey: 'ada' })
    await expect(open({ kind: 'withhold' })).rejects.toMatchObject({ code: 'not_yours' })
    await expect(close(exception)).rejects.toMatchObject({ code: 'not_yours' })
    expect(await inForce()).toHaveLength(1)
  })

  test('another organization has no such exception', async () => {
    const exception = await open()
    const elsewhere = { organization: `org_${'9'.repeat(32)}` as const, by: company.owner, exception }
    await expect(closeException(company.ports, elsewhere)).rejects.toMatchObject({ code: 'not_found' })
  })
})
