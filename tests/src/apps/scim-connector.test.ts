import { randomBytes } from 'node:crypto'
import { scimConnector } from '@rollcall/connectors/scim/scim-connector'
import type { Account } from '@rollcall/shared/connector/account'
import type { Connector, ConnectorPorts } from '@rollcall/shared/connector/connector'
import { afterEach, describe, expect, test } from 'vitest'
import type { RunningApp, SeedPerson } from './running-app.ts'
import { startScimQuirky } from './start-scim-quirky.ts'
import { startScimStandard } from './start-scim-standard.ts'

const token = 'a-token-for-tests'
const signal = AbortSignal.timeout(20_000)
const open: AsyncDisposable[] = []

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]()
})

const servers = [
  { name: 'the standard server', start: startScimStandard },
  {
    name: 'the quirky server',
    start: (options: { token: string; seed: readonly SeedPerson[] }) =>
      startScimQuirky({ ...options, throttle: { every: 7, retryAfter: '1' } }),
  },
]

describe.each(servers)('on $name', ({ start }) => {
  test('the probe reads once with the credentials and says what the service can do', async () => {
    const { connector } = await connect(start, { seed: staff(12) })
    const report = await connector.probe({ signal })
    expect(report.product).toBe('SCIM 2.0')
    expect(report.notes).toContain('changes by PATCH')
    expect(report.notes).toContain('12 users')
  })

  test('a listing holds every account with its groups, whatever the page size', async () => {
    const { connector } = await connect(start, { seed: staff(33), settings: { pageSize: 15 } })
    const accounts = await everyAccount(connector)
    expect(accounts.map(({ userName }) => userName).sort()).toEqual(
      staff(33)
        .map(({ userName }) => userName)
        .sort(),
    )
    expect(accounts.find(({ userName }) => userName === 'Person3@acme.test')?.entitlements).toEqual(['All staff', 'Engineering'])
    expect(accounts.find(({ userName }) => userName === 'Person4@acme.test')?.entitlements).toEqual(['All staff'])
  })

  test.each([
    ['its marker', { externalId: 'per_3', userName: 'another.name@acme.test' }],
    ['its user name', { userName: 'Person3@acme.test' }],
    ['its user name in other letters', { userName: 'person3@ACME.test' }],
  ])('an account is found by %s', async (_by, query) => {
    const { connector } = await connect(start, { seed: staff(12) })
    const account = await connector.findAccount(query, { signal })
    expect(account).toMatchObject({
      userName: 'Person3@acme.test',
      externalId: 'per_3',
      active: true,
      profile: {
        givenName: 'Given3',
        familyName: 'Family',
        displayName: 'Given3 Family',
        email: 'person3@acme.test',
        title: 'Engineer',
        department: 'R&D',
      },
      entitlements: ['All staff', 'Engineering'],
    })
  })

  test('an account is found by its native id even when name and marker have changed', async () => {
    const { connector } = await connect(start, { seed: staff(12) })
    const { nativeId } = await found(connector, 'Person3@acme.test')
    expect(await connector.findAccount({ nativeId, externalId: 'per_else', userName: 'else@acme.test' }, { signal })).toMatchObject({
      nativeId,
    })
  })

  test('a person without an account is positively not found', async () => {
    const { connector } = await connect(start, { seed: staff(12) })
    expect(await connector.findAccount({ externalId: 'per_new', userName: 'new@acme.test' }, { signal })).toBeUndefined()
  })

  test('a user name that was given to someone else does not stand in for a deleted account', async () => {
    const { connector } = await connect(start, { seed: staff(12) })
    expect(await connector.findAccount({ nativeId: 'gone', userName: 'Person3@acme.test' }, { signal })).toBeUndefined()
  })

  test('a user name held under another marker is a conflict, not an account to take over', async () => {
    const { connector } = await connect(start, { seed: staff(12) })
    const search = connector.findAccount({ externalId: 'per_else', userName: 'Person3@acme.test' }, { signal })
    await expect(search).rejects.toMatchObject({ name: 'ConnectorError', kind: 'conflict', code: 'held_by_another' })
  })

  test('two accounts with one marker are a conflict', async () => {
    const twins = staff(12).map((person, i) => (i < 2 ? { ...person, externalId: 'per_twin' } : person))
    const { connector } = await connect(start, { seed: twins })
    const search = connector.findAccount({ externalId: 'per_twin', userName: 'x@acme.test' }, { signal })
    await expect(search).rejects.toMatchObject({ kind: 'conflict', code: 'ambiguous' })
  })

  test('a life from joiner to leaver leaves exactly the effects that were asked for', async () => {
    const { connector, app, exchanges } = await connect(start, { seed: staff(12) })
    const userName = 'ada@acme.test'
    const profile = {
      givenName: 'Ada',
      familyName: 'Byron',
      displayName: 'Ada Byron',
      email: userName,
      title: 'Analyst',
      department: 'R&D',
    }
    await connector.createAccount?.({ userName, externalId: 'per_ada', profile }, { signal })
    const created = await found(connector, userName)
    expect(created).toMatchObject({ externalId: 'per_ada', active: true, profile, entitlements: [] })

    await connector.grantEntitlement?.(created, 'Engineering', { signal })
    await connector.grantEntitlement?.(created, 'All staff', { signal })
    const renamed = {
      familyName: 'Lovelace',
      displayName: 'Ada Lovelace',
      email: 'ada.lovelace@acme.test',
      title: 'Lead',
      department: 'Sales',
    }
    await connector.updateProfile?.(created, renamed, { signal })
    expect(await found(connector, userName)).toMatchObject({
      profile: { givenName: 'Ada', ...renamed },
      entitlements: ['All staff', 'Engineering'],
    })

    await connector.suspendAccount?.(created, { signal })
    await connector.revokeEntitlement?.(created, 'Engineering', { signal })
    expect(await found(connector, userName)).toMatchObject({ active: false, entitlements: ['All staff'] })
    await connector.restoreAccount?.(created, { signal })
    expect(await found(connector, userName)).toMatchObject({ active: true })

    expect(await told(app)).toEqual([
      ['create', userName, undefined],
      ['grant', userName, 'Engineering'],
      ['grant', userName, 'All staff'],
      ['update', userName, expect.stringContaining('title')],
      ['suspend', userName, undefined],
      ['revoke', userName, 'Engineering'],
      ['restore', userName, undefined],
    ])
    expect(exchanges.map(({ method }) => method)).toEqual(['POST', 'PATCH', 'PATCH', 'PATCH', 'PATCH', 'PATCH', 'PATCH'])
  })

  test('an account is prepared shut and opened later', async () => {
    const { connector, app } = await connect(start, { seed: staff(3) })
    const userName = 'ada@acme.test'
    await connector.prepareAccount?.({ userName, externalId: 'per_ada', profile: { displayName: 'Ada' } }, { signal })
    const prepared = await found(connector, userName)
    expect(prepared).toMatchObject({ active: false, externalId: 'per_ada', profile: { displayName: 'Ada' } })
    await connector.restoreAccount?.(prepared, { signal })
    expect(await found(connector, userName)).toMatchObject({ nativeId: prepared.nativeId, active: true })
    expect(await told(app)).toEqual([
      ['prepare', userName, undefined],
      ['restore', userName, undefined],
    ])
  })

  test('a rename keeps id, marker and groups; the main address follows it and the old one stays beside it', async () => {
    const { connector, app } = await connect(start, { seed: staff(12) })
    const account = await found(connector, 'Person3@acme.test')
    const userName = 'ada.king@acme.test'
    await connector.renameAccount?.(account, { userName, alias: 'person3@acme.test' }, { signal })
    expect(await connector.findAccount({ nativeId: account.nativeId, userName: 'Person3@acme.test' }, { signal })).toEqual({
      ...account,
      userName,
      profile: { ...account.profile, email: userName },
    })
    expect(await emailsOf(app, account)).toEqual([
      { value: userName, type: 'work', primary: true },
      expect.objectContaining({ value: 'person3@acme.test', type: 'other' }),
    ])
    expect(await connector.findAccount({ userName: 'Person3@acme.test' }, { signal })).toBeUndefined()
    expect(await told(app)).toEqual([
      ['rename', userName, 'Person3@acme.test'],
      ['update', userName, 'emails'],
    ])
  })

  test('a rename to a name that is taken, in whatever letters, is a conflict and changes nothing', async () => {
    const { connector, app } = await connect(start, { seed: staff(3) })
    const rename = connector.renameAccount?.(await found(connector, 'Person1@acme.test'), { userName: 'PERSON2@acme.test' }, { signal })
    await expect(rename).rejects.toMatchObject({ kind: 'conflict', code: 'uniqueness' })
    expect(await told(app)).toEqual([])
  })

  test('a deleted account is gone by every key, and from its groups; deleting it again finds nothing', async () => {
    const { connector, app } = await connect(start, { seed: staff(12) })
    const account = await found(connector, 'Person3@acme.test')
    await connector.deleteAccount?.(account, { signal })
    const { nativeId, userName, externalId } = account
    for (const query of [{ nativeId, userName }, { userName }, { userName, externalId: externalId ?? '' }])
      expect(await connector.findAccount(query, { signal })).toBeUndefined()
    const left = await everyAccount(connector)
    expect(left).toHaveLength(11)
    expect(left.filter(({ entitlements }) => entitlements.includes('All staff'))).toHaveLength(11)
    await expect(connector.deleteAccount?.(account, { signal })).rejects.toMatchObject({ kind: 'not_found' })
    expect(await told(app)).toEqual([['delete', 'Person3@acme.test', undefined]])
  })

  test('taking one member out of a group leaves the others in it', async () => {
    const { connector } = await connect(start, { seed: staff(12) })
    await connector.revokeEntitlement?.(await found(connector, 'Person3@acme.test'), 'All staff', { signal })
    const holders = (await everyAccount(connector)).filter(({ entitlements }) => entitlements.includes('All staff'))
    expect(holders).toHaveLength(11)
  })

  test('a name that is taken is a conflict', async () => {
    const { connector, app } = await connect(start, { seed: staff(3) })
    const creation = connector.createAccount?.({ userName: 'PERSON1@acme.test', externalId: 'per_x', profile: {} }, { signal })
    await expect(creation).rejects.toMatchObject({ kind: 'conflict', code: 'uniqueness' })
    expect(await app.effects()).toEqual([])
  })

  test('a group that is not there is named, and nothing changes', async () => {
    const { connector, app } = await connect(start, { seed: staff(3) })
    const grant = connector.grantEntitlement?.(await found(connector, 'Person1@acme.test'), 'Nowhere', { signal })
    await expect(grant).rejects.toMatchObject({ kind: 'not_found', code: 'no_group' })
    expect(await app.effects()).toEqual([])
  })

  test('an account that is gone cannot be suspended', async () => {
    const { connector } = await connect(start, { seed: staff(3) })
    const ghost = { ...(await found(connector, 'Person1@acme.test')), nativeId: 'ghost' }
    await expect(connector.suspendAccount?.(ghost, { signal })).rejects.toMatchObject({ kind: 'not_found' })
  })

  test('someone else changing the account in between does not stop a suspension', async () => {
    const { connector, app } = await connect(start, { seed: staff(3) })
    const { connector: other } = await connectTo(app)
    const account = await found(connector, 'Person1@acme.test')
    await other.updateProfile?.(await found(other, 'Person1@acme.test'), { title: 'Changed by hand' }, { signal })
    await connector.suspendAccount?.(account, { signal })
    expect(await found(connector, 'Person1@acme.test')).toMatchObject({ active: false, profile: { title: 'Changed by hand' } })
  })

  test('a wrong token is unauthorized, and no message holds it', async () => {
    const { app } = await connect(start, { seed: staff(3) })
    const { connector } = await connectTo(app, {}, 'a-wrong-token')
    const error = await connector.probe({ signal }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ kind: 'unauthorized' })
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('a-wrong-token')
  })
})

test('an account that somebody opened again meanwhile is not deleted, where the service has versions', async () => {
  const { connector, app } = await connect(startScimQuirky, { seed: staff(3) })
  const { connector: other } = await connectTo(app)
  const account = await found(connector, 'Person1@acme.test')
  await connector.suspendAccount?.(account, { signal })
  const shut = await found(connector, 'Person1@acme.test')
  await other.restoreAccount?.(await found(other, 'Person1@acme.test'), { signal })
  await expect(connector.deleteAccount?.(shut, { signal })).rejects.toMatchObject({ kind: 'conflict', code: 'precondition' })
  expect(await found(connector, 'Person1@acme.test')).toMatchObject({ active: true })
})

test('a throttled request is waited out once, for as long as the service asks', async () => {
  const { connector, waits } = await connect((options) => startScimQuirky({ ...options, throttle: { every: 2, retryAfter: '1' } }), {
    seed: staff(33),
  })
  expect(await everyAccount(connector)).toHaveLength(33)
  expect(waits.length).toBeGreaterThan(2)
  expect(new Set(waits)).toEqual(new Set([1_000]))
})

test('a service that asks for a long pause is throttled, and says for how long', async () => {
  const { connector, waits } = await connect((options) => startScimQuirky({ ...options, throttle: { every: 1, retryAfter: '120' } }), {
    seed: staff(3),
  })
  await expect(connector.probe({ signal })).rejects.toMatchObject({ kind: 'throttled', retryAfterMs: 120_000 })
  expect(waits).toEqual([])
})

type Start = (options: { token: string; seed: readonly SeedPerson[] }) => Promise<RunningApp>

async function connect(start: Start, { seed, settings = {} }: { seed: readonly SeedPerson[]; settings?: object }) {
  const app = await start({ token, seed })
  open.push({ [Symbol.asyncDispose]: () => app.stop() })
  return { app, ...(await connectTo(app, settings)) }
}

async function connectTo(app: RunningApp, settings: object = {}, secret = token) {
  const waits: number[] = []
  const exchanges: { method: string; status: number }[] = []
  const ports: ConnectorPorts = {
    secret: async () => secret,
    wait: async (ms) => void waits.push(ms),
    now: () => new Date(),
    random: (bytes) => randomBytes(bytes),
    recordExchange: ({ method, status }) => void exchanges.push({ method, status }),
    session: { load: async () => undefined, save: async () => {} },
  }
  const connector = await scimConnector.open(scimConnector.settings.parse({ baseUrl: app.url, ...settings }), ports)
  open.push(connector)
  return { connector, waits, exchanges }
}

async function found(connector: Connector, userName: string): Promise<Account> {
  const account = await connector.findAccount({ userName }, { signal })
  if (account === undefined) throw new Error(`the test expects ${userName} to be there`)
  return account
}

async function told(app: RunningApp) {
  return (await app.effects()).map(({ kind, userName, detail }) => [kind, userName, detail])
}

async function emailsOf(app: RunningApp, { nativeId }: Account): Promise<unknown> {
  const answer = await fetch(`${app.url}/Users/${nativeId}`, { headers: { authorization: `Bearer ${token}` } })
  return Object(await answer.json()).emails
}

async function everyAccount(connector: Connector): Promise<readonly Account[]> {
  const accounts: Account[] = []
  for await (const page of connector.listAccounts({ signal })) accounts.push(...page)
  return accounts
}

function staff(count: number): readonly SeedPerson[] {
  return Array.from({ length: count }, (_, i) => ({
    userName: `Person${i}@acme.test`,
    externalId: `per_${i}`,
    givenName: `Given${i}`,
    familyName: 'Family',
    email: `person${i}@acme.test`,
    title: 'Engineer',
    department: 'R&D',
    active: true,
    groups: i % 3 === 0 ? ['Engineering', 'All staff'] : ['All staff'],
  }))
}
