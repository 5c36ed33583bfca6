import { existsSync } from 'node:fs'
import { sharedBrowser } from '@rollcall/connectors/browser/browser-host'
import { findBrowser } from '@rollcall/connectors/browser/find-browser'
import type { Account } from '@rollcall/shared/connector/account'
import { ConnectorError } from '@rollcall/shared/failure'
import { afterAll, describe, expect, test } from 'vitest'
import { admin, type OpenStockroom, openStockroom } from './stockroom/open-stockroom.ts'

const browser = findBrowser({ platform: process.platform, environment: {}, exists: existsSync })
const options = { signal: AbortSignal.timeout(120_000) }
const noone = { userName: 'nobody.here' }

afterAll(() => sharedBrowser[Symbol.asyncDispose]())

// Without a browser nothing here can be shown; the set-up of the repository installs one.
describe.skipIf(browser === undefined)('Stockroom by its recipe', { timeout: 60_000 }, () => {
  test('an account is read as the page shows it, whatever its names hold', async () => {
    await using stockroom = await openStockroom()
    expect(await stockroom.connector.findAccount({ userName: 'person.05' }, options)).toEqual({
      nativeId: 'person.05',
      userName: 'person.05',
      active: false,
      signedIn: 'never',
      sessions: 'none',
      profile: { givenName: 'Pat', familyName: "O'Neil <5>", email: 'person5@example.com', title: 'Picker', department: 'Warehouse' },
      entitlements: [],
    })
    expect(await stockroom.connector.findAccount(noone, options)).toBeUndefined()
    expect(await stockroom.app.effects()).toEqual([])
  })

  test('the list has everybody, page after page, and ourselves', async () => {
    await using stockroom = await openStockroom()
    const accounts = await listAll(stockroom)
    expect(accounts).toHaveLength(61)
    expect(new Set(accounts.map((account) => account.userName)).size).toBe(61)
    expect(accounts.filter((account) => !account.active).map((account) => account.userName)).toEqual(['person.05'])
    expect(accounts.map((account) => account.userName)).toContain(admin.userName)
  })

  test('a life: created, changed, disabled, enabled; each once, each seen by the next read', async () => {
    await using stockroom = await openStockroom()
    const { connector } = stockroom
    const profile = { givenName: 'Zoë', familyName: 'Ng', email: 'zoe@example.com', title: 'Clerk', department: 'Returns' }
    await connector.createAccount?.({ userName: 'zoe.ng', externalId: 'per_1', profile }, options)
    const created = await read(stockroom, 'zoe.ng')
    expect(created).toMatchObject({ active: true, profile })
    await connector.updateProfile?.(created, { title: 'Lead', department: 'Front desk' }, options)
    expect(await read(stockroom, 'zoe.ng')).toMatchObject({ profile: { ...profile, title: 'Lead', department: 'Front desk' } })
    await connector.suspendAccount?.(created, options)
    expect(await read(stockroom, 'zoe.ng')).toMatchObject({ active: false })
    await connector.restoreAccount?.(created, options)
    expect(await read(stockroom, 'zoe.ng')).toMatchObject({ active: true })
    expect(await told(stockroom)).toEqual([
      ['create', 'zoe.ng', 'no welcome message'],
      ['update', 'zoe.ng', 'department,title'],
      ['suspend', 'zoe.ng', undefined],
      ['restore', 'zoe.ng', undefined],
    ])
    expect(stockroom.exchanges.map(({ method, status }) => [method, status])).toEqual(Array.from({ length: 4 }, () => ['POST', 303]))
  })

  test('whoever is signed in stays so when disabled, and is out once signed out everywhere', async () => {
    await using stockroom = await openStockroom()
    const { connector, app } = stockroom
    expect(await read(stockroom, 'person.01')).toMatchObject({ signedIn: 'never', sessions: 'none' })
    const cookies = [await app.signIn('person.01'), await app.signIn('person.01')]
    const bystander = await app.signIn('person.02')
    const account = await read(stockroom, 'person.01')
    expect(account).toMatchObject({ signedIn: 'seen', sessions: 'open' })
    await connector.suspendAccount?.(account, options)
    expect(await Promise.all(cookies.map(app.isSignedIn))).toEqual([true, true])
    await connector.endSessions?.(account, options)
    expect(await Promise.all(cookies.map(app.isSignedIn))).toEqual([false, false])
    expect(await app.isSignedIn(bystander)).toBe(true)
    expect(await read(stockroom, 'person.01')).toMatchObject({ active: false, signedIn: 'seen', sessions: 'none' })
    await expect(app.signIn('person.01')).rejects.toThrow('cannot sign in')
    expect(await told(stockroom)).toEqual([
      ['suspend', 'person.01', undefined],
      ['signout', 'person.01', undefined],
    ])
  })

  test('an app that says "signed out" and ends nothing is seen through by the next read', async () => {
    await using stockroom = await openStockroom({ faults: { ignoreSignOut: true } })
    const cookie = await stockroom.app.signIn('person.01')
    await stockroom.connector.endSessions?.(await read(stockroom, 'person.01'), options)
    expect(await stockroom.app.isSignedIn(cookie)).toBe(true)
    expect(await read(stockroom, 'person.01')).toMatchObject({ sessions: 'open' })
  })

  test('a renamed user is the same one under the new name, sessions included; a taken name is a conflict', async () => {
    await using stockroom = await openStockroom()
    const { connector, app } = stockroom
    const cookie = await app.signIn('person.01')
    const { profile, ...account } = await read(stockroom, 'person.01')
    await connector.renameAccount?.({ ...account, profile }, { userName: 'zoe.ng', alias: 'person1@example.com' }, options)
    expect(await read(stockroom, 'zoe.ng')).toEqual({ ...account, nativeId: 'zoe.ng', userName: 'zoe.ng', profile })
    expect(await connector.findAccount({ userName: 'person.01' }, options)).toBeUndefined()
    expect(await app.isSignedIn(cookie)).toBe(true)
    const taken = connector.renameAccount?.(await read(stockroom, 'zoe.ng'), { userName: 'person.02' }, options)
    expect(await failureOf(() => taken)).toEqual(['conflict', 'DUPLICATE'])
    expect(await told(stockroom)).toEqual([['rename', 'zoe.ng', 'person.01']])
  })

  test('what the recipe has no operation for is not offered', async () => {
    await using stockroom = await openStockroom()
    expect(stockroom.connector.prepareAccount).toBeUndefined()
    expect(stockroom.connector.deleteAccount).toBeUndefined()
  })

  test('the probe names product and version', async () => {
    await using stockroom = await openStockroom()
    expect(await stockroom.connector.probe(options)).toEqual({ product: 'Stockroom 4.2', notes: [] })
  })

  test('a kept session spares the next job the sign-in; without one, or after it expired, it signs in again', async () => {
    await using stockroom = await openStockroom({ sessionRequests: 12 })
    await read(stockroom, 'person.01')
    await stockroom.connector[Symbol.asyncDispose]()
    const asked = stockroom.secretsAsked.length
    const next = await stockroom.reopen()
    await next.findAccount({ userName: 'person.02' }, options)
    expect(stockroom.secretsAsked).toHaveLength(asked)
    for (let round = 0; round < 12; round += 1) await next.findAccount({ userName: 'person.02' }, options)
    expect(stockroom.secretsAsked.length).toBeGreaterThan(asked)
    expect(stockroom.kept.session).toBeDefined()
    expect(stockroom.kept.session).not.toContain('Adm1n')
  })

  test('a reminder that covers the page is put away', async () => {
    await using stockroom = await openStockroom({ nagBanner: true })
    await stockroom.connector.suspendAccount?.(await read(stockroom, 'person.01'), options)
    expect(await read(stockroom, 'person.01')).toMatchObject({ active: false })
  })

  test('a wrong password is unauthorized, and is not tried twice', async () => {
    await using stockroom = await openStockroom({ password: 'not-the-pa55word' })
    expect(await failureOf(() => stockroom.connector.probe(options))).toEqual(['unauthorized', 'AUTH_REJECTED'])
    expect(await failureOf(() => stockroom.connector.probe(options))).toEqual(['unauthorized', 'AUTH_REJECTED'])
    expect(stockroom.secretsAsked.filter((name) => name === 'password')).toHaveLength(1)
  })

  test('a captcha is a challenge, and the vault is not even asked', async () => {
    await using stockroom = await openStockroom({ faults: { captcha: true } })
    expect(await failureOf(() => stockroom.connector.findAccount(noone, options))).toEqual(['challenge', 'CAPTCHA'])
    expect(stockroom.secretsAsked).toEqual([])
  })

  test('a renamed control is ui_changed, to the probe and to the job, and nothing is clicked in its stead', async () => {
    await using stockroom = await openStockroom({ faults: { renamedButton: true } })
    const account = await read(stockroom, 'person.01')
    expect(await failureOf(() => stockroom.connector.suspendAccount?.(account, options))).toEqual(['ui_changed', 'TARGET_MISSING'])
    expect(await failureOf(() => stockroom.connector.probe(options))).toEqual(['ui_changed', 'TARGET_MISSING'])
    expect(await stockroom.app.effects()).toEqual([])
  })

  test('another language is ui_changed at once', async () => {
    await using stockroom = await openStockroom({ faults: { german: true } })
    expect(await failureOf(() => stockroom.connector.findAccount(noone, options))).toEqual(['ui_changed', 'LOCALE_CHANGED'])
  })

  test('an empty search proves no absence when it does not even find ourselves', async () => {
    await using stockroom = await openStockroom({ faults: { emptyList: true } })
    expect(await failureOf(() => stockroom.connector.findAccount({ userName: 'person.01' }, options))).toEqual([
      'ui_changed',
      'READ_UNPROVEN',
    ])
    expect(await failureOf(() => listAll(stockroom))).toEqual(['ui_changed', 'READ_UNPROVEN'])
  })

  test('a list shorter than the app says is no list', async () => {
    await using stockroom = await openStockroom({ faults: { lostRows: true } })
    expect(await failureOf(() => listAll(stockroom))).toEqual(['ui_changed', 'READ_UNPROVEN'])
  })

  test('an app that says "disabled" and does nothing is seen through by the next read', async () => {
    await using stockroom = await openStockroom({ faults: { ignoreDisable: true } })
    await stockroom.connector.suspendAccount?.(await read(stockroom, 'person.01'), options)
    expect(await read(stockroom, 'person.01')).toMatchObject({ active: true })
  })

  test('an error after the commit is left to the read-back', async () => {
    await using stockroom = await openStockroom({ faults: { errorAfterDisable: true } })
    await stockroom.connector.suspendAccount?.(await read(stockroom, 'person.01'), options)
    expect(stockroom.exchanges.map(({ status }) => status)).toEqual([500])
    expect(await read(stockroom, 'person.01')).toMatchObject({ active: false })
    expect(await stockroom.app.effects()).toHaveLength(1)
  })

  test('a form about somebody else is never sent', async () => {
    await using stockroom = await openStockroom({ faults: { wrongEditPage: true } })
    const account = await read(stockroom, 'person.01')
    const { suspendAccount, updateProfile, renameAccount, endSessions } = stockroom.connector
    expect(await failureOf(() => suspendAccount?.(account, options))).toEqual(['ui_changed', 'WRONG_SUBJECT'])
    expect(await failureOf(() => updateProfile?.(account, { title: 'Lead' }, options))).toEqual(['ui_changed', 'WRONG_SUBJECT'])
    expect(await failureOf(() => renameAccount?.(account, { userName: 'zoe.ng' }, options))).toEqual(['ui_changed', 'WRONG_SUBJECT'])
    expect(await failureOf(() => endSessions?.(account, options))).toEqual(['ui_changed', 'WRONG_SUBJECT'])
    expect(await stockroom.app.effects()).toEqual([])
  })

  test('a taken user name is a conflict, a missing value is refused before the app is asked', async () => {
    await using stockroom = await openStockroom()
    const draft = { userName: 'person.01', externalId: 'per_1', profile: { email: 'x@example.com' } }
    expect(await failureOf(() => stockroom.connector.createAccount?.(draft, options))).toEqual(['conflict', 'DUPLICATE'])
    const bare = { userName: 'new.one', externalId: 'per_2', profile: {} }
    expect(await failureOf(() => stockroom.connector.createAccount?.(bare, options))).toEqual(['invalid', 'PRECONDITION'])
    expect(await stockroom.app.effects()).toEqual([])
  })

  test('a field that the app does not have is refused, not left out in silence', async () => {
    await using stockroom = await openStockroom()
    const account = await read(stockroom, 'person.01')
    const profile = { title: 'Lead', displayName: 'Pat' }
    expect(await failureOf(() => stockroom.connector.updateProfile?.(account, profile, options))).toEqual(['unsupported', 'RECIPE'])
    expect(await stockroom.app.effects()).toEqual([])
  })

  test('maintenance says when to come back; a dead app is unavailable; an ended call is a timeout', async () => {
    await using closed = await openStockroom({ faults: { maintenance: true } })
    const error = await closed.connector.findAccount(noone, options).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ kind: 'unavailable', code: 'MAINTENANCE', retryAfterMs: 7_000 })
    await closed.app.stop()
    expect(await failureOf(() => closed.connector.findAccount(noone, options))).toEqual(['unavailable', 'NET'])
    const ended = { signal: AbortSignal.abort() }
    expect(await failureOf(() => closed.connector.findAccount(noone, ended))).toEqual(['timeout', 'TIMEOUT'])
  })

  test('a call that is ended while it waits for the page ends then', async () => {
    await using stockroom = await openStockroom({ faults: { renamedButton: true } })
    const account = await read(stockroom, 'person.01')
    const startedAt = performance.now()
    const short = { signal: AbortSignal.timeout(900) }
    expect(await failureOf(() => stockroom.connector.suspendAccount?.(account, short))).toEqual(['timeout', 'TIMEOUT'])
    expect(performance.now() - startedAt).toBeLessThan(2_500)
  })

  test.each([
    {},
    { password: 'not-the-pa55word' },
    { faults: { renamedButton: true } },
    { faults: { captcha: true } },
    { faults: { wrongEditPage: true } },
  ])('no secret is in what is thrown or recorded (%o)', async (scene) => {
    await using stockroom = await openStockroom(scene)
    const { connector } = stockroom
    const account = { nativeId: 'person.01', userName: 'person.01', active: true, profile: {}, entitlements: [] }
    const thrown = [
      await thrownBy(() => connector.probe(options)),
      await thrownBy(() => connector.suspendAccount?.(account, options)),
      await thrownBy(() => connector.findAccount({ userName: 'not a user name' }, options)),
    ]
    const text = [...thrown.map(everythingIn), JSON.stringify(stockroom.exchanges), stockroom.kept.session ?? ''].join('\n')
    for (const secret of [admin.password, encodeURIComponent(admin.password), 'not-the-pa55word']) expect(text).not.toContain(secret)
  })
})

async function read(stockroom: OpenStockroom, userName: string): Promise<Account> {
  const account = await stockroom.connector.findAccount({ userName }, options)
  if (account === undefined) throw new Error(`${userName} is not in Stockroom`)
  return account
}

async function told({ app }: OpenStockroom) {
  return (await app.effects()).map(({ kind, userName, detail }) => [kind, userName, detail])
}

async function listAll(stockroom: OpenStockroom): Promise<readonly Account[]> {
  const accounts: Account[] = []
  for await (const page of stockroom.connector.listAccounts(options)) accounts.push(...page)
  return accounts
}

async function failureOf(act: () => Promise<unknown> | undefined): Promise<readonly [string, string | undefined]> {
  const error = await thrownBy(act)
  if (!(error instanceof ConnectorError)) throw new Error('a connector throws only ConnectorError', { cause: error })
  return [error.kind, error.code]
}

async function thrownBy(act: () => Promise<unknown> | undefined): Promise<unknown> {
  try {
    await act()
    return undefined
  } catch (error) {
    return error
  }
}

function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return ''
  return [error.message, error.stack, JSON.stringify(error), everythingIn(error.cause)].join('\n')
}
