import { expect, test } from 'vitest'
import { openScriptedScim } from '../../test/open-scripted-scim.ts'
import type { ScriptedAnswer, SeenRequest } from '../../test/start-scripted-server.ts'
import { enterpriseUrn } from './resources.ts'

const signal = AbortSignal.timeout(20_000)
const stored = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  id: '1',
  userName: 'ada@acme.test',
  active: true,
  name: { givenName: 'Ada', familyName: 'Byron', middleName: 'K' },
  nickName: 'ours to keep',
  emails: [
    { value: 'home@ada.test', type: 'home' },
    { value: 'ada@acme.test', type: 'work', primary: true },
  ],
  groups: [{ value: 'g', display: 'G' }],
  meta: { version: 'W/"1"' },
}
const account = { nativeId: '1', userName: 'ada@acme.test', active: true, profile: {}, entitlements: [] }

test('a suspension is one lower-case replace of "active" with a real boolean', async () => {
  await using scim = await open(() => ({ status: 204 }))
  await scim.connector.suspendAccount?.(account, { signal })
  expect(bodies(scim.requests, 'PATCH')).toEqual([
    { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [{ op: 'replace', path: 'active', value: false }] },
  ])
})

test('a new address replaces the main one and keeps the others', async () => {
  await using scim = await open(() => ({ status: 204 }))
  await scim.connector.updateProfile?.(account, { email: 'lovelace@acme.test' }, { signal })
  expect(bodies(scim.requests, 'PATCH')).toMatchObject([
    {
      Operations: [
        {
          op: 'replace',
          path: 'emails',
          value: [
            { value: 'home@ada.test', type: 'home' },
            { value: 'lovelace@acme.test', type: 'work', primary: true },
          ],
        },
      ],
    },
  ])
})

test('an empty profile sends nothing', async () => {
  await using scim = await open(() => ({ status: 204 }))
  await scim.connector.updateProfile?.(account, {}, { signal })
  expect(scim.requests).toEqual([])
})

test('a service without PATCH gets the whole user back by PUT, less what only it writes', async () => {
  await using scim = await open(() => ({ body: stored }), { config: { patch: { supported: false } } })
  await scim.connector.updateProfile?.(account, { familyName: 'Lovelace', department: 'R&D' }, { signal })
  await scim.connector.suspendAccount?.(account, { signal })
  const { meta, groups, ...kept } = stored
  expect(bodies(scim.requests, 'PUT')).toEqual([
    {
      ...kept,
      schemas: [...stored.schemas, enterpriseUrn],
      name: { ...stored.name, familyName: 'Lovelace' },
      [enterpriseUrn]: { department: 'R&D' },
    },
    { ...kept, active: false },
  ])
  expect(bodies(scim.requests, 'PATCH')).toEqual([])
})

test('where only PUT is offered, one member comes and goes and the others stay', async () => {
  const group = { id: 'g', displayName: 'G', members: [{ value: '1' }, { value: '2' }] }
  await using scim = await openScriptedScim(
    ({ path }) => ({ body: path.includes('?') ? { totalResults: 1, Resources: [group] } : group }),
    { entitlements: 'none', update: 'put' },
  )
  await scim.connector.revokeEntitlement?.(account, 'G', { signal })
  await scim.connector.grantEntitlement?.({ ...account, nativeId: '3' }, 'G', { signal })
  expect(bodies(scim.requests, 'PUT')).toMatchObject([
    { id: 'g', displayName: 'G', members: [{ value: '2' }] },
    { id: 'g', displayName: 'G', members: [{ value: '1' }, { value: '2' }, { value: '3', type: 'User' }] },
  ])
})

test('a service that says nothing about itself and refuses PATCH is changed by PUT from then on', async () => {
  await using scim = await open(({ method }) => (method === 'PATCH' ? { status: 501 } : { body: stored }))
  await scim.connector.suspendAccount?.(account, { signal })
  await scim.connector.restoreAccount?.(account, { signal })
  expect(scim.requests.map(({ method }) => method).filter((method) => method !== 'GET')).toEqual(['PATCH', 'PUT', 'PUT'])
})

test('a service that is told to take PATCH and does not is unsupported', async () => {
  await using scim = await open(() => ({ status: 501 }), { settings: { update: 'patch' } })
  await expect(scim.connector.suspendAccount?.(account, { signal })).rejects.toMatchObject({ kind: 'unsupported' })
})

test('the version last read goes into If-Match; a lost race is read again and tried once more', async () => {
  let version = 1
  await using scim = await open(({ headers }) => (headers['if-match'] === `W/"${version}"` ? { status: 204 } : { status: 412 }), {
    version: () => version,
  })
  await scim.connector.findAccount({ nativeId: '1', userName: 'x' }, { signal })
  version = 2
  await scim.connector.suspendAccount?.(account, { signal })
  expect(scim.requests.filter(({ method }) => method === 'PATCH').map(({ headers }) => headers['if-match'])).toEqual(['W/"1"', 'W/"2"'])
})

test('a race that is lost twice is a conflict', async () => {
  await using scim = await open(() => ({ status: 412 }))
  await expect(scim.connector.suspendAccount?.(account, { signal })).rejects.toMatchObject({ kind: 'conflict', code: 'precondition' })
  expect(bodies(scim.requests, 'PATCH')).toHaveLength(2)
})

test('each changing exchange is recorded with its path and bytes, and without the token', async () => {
  await using scim = await open(() => ({ body: { ...stored, active: false } }))
  await scim.connector.suspendAccount?.(account, { signal })
  expect(scim.exchanges).toMatchObject([{ method: 'PATCH', status: 200, request: expect.stringMatching(/^PATCH \/Users\/1\n\n\{/) }])
  expect(scim.exchanges[0]?.response).toContain('"active":false')
  expect(JSON.stringify(scim.exchanges)).not.toContain('secret-token')
})

test('a create that names nothing is not believed', async () => {
  await using scim = await openScriptedScim(() => ({ status: 201, body: { userName: 'ada@acme.test' } }), { entitlements: 'none' })
  const creation = scim.connector.createAccount?.({ userName: 'ada@acme.test', externalId: 'per_ada', profile: {} }, { signal })
  await expect(creation).rejects.toMatchObject({ kind: 'invalid', code: 'no_id' })
})

test('a throttled change is sent again once the short wait is over', async () => {
  let patches = 0
  await using scim = await open(() => {
    patches += 1
    return patches === 1 ? { status: 429, headers: { 'retry-after': '1' } } : { status: 204 }
  })
  await scim.connector.suspendAccount?.(account, { signal })
  expect(scim.waits).toEqual([1_000])
  expect(scim.exchanges.map(({ status }) => status)).toEqual([204])
})

test('a service that throttles without end is waited for once only', async () => {
  await using scim = await open(() => ({ status: 429 }))
  await expect(scim.connector.suspendAccount?.(account, { signal })).rejects.toMatchObject({ kind: 'throttled' })
  expect(scim.waits).toEqual([1_000])
})

interface Service {
  /** The answer to ServiceProviderConfig; none is 404. */
  readonly config?: object
  readonly settings?: object
  readonly version?: () => number
}

function open(change: (request: SeenRequest) => ScriptedAnswer, { config, settings, version = () => 1 }: Service = {}) {
  return openScriptedScim(
    (request) => {
      if (request.path === '/ServiceProviderConfig') return config === undefined ? { status: 404 } : { body: config }
      return request.method === 'GET' ? { body: { ...stored, meta: { version: `W/"${version()}"` } } } : change(request)
    },
    { entitlements: 'none', ...settings },
  )
}

function bodies(requests: readonly SeenRequest[], method: string): readonly unknown[] {
  return requests.filter((request) => request.method === method).map(({ body }) => JSON.parse(body))
}
