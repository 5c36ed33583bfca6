import { expect, test } from 'vitest'
import { openScriptedScim, page } from '../../test/open-scripted-scim.ts'
import type { ScriptedAnswer, SeenRequest } from '../../test/start-scripted-server.ts'

const signal = AbortSignal.timeout(20_000)
const ada = { id: '1', userName: 'Ada@acme.test', externalId: 'per_ada', active: true }
const bob = { id: '2', userName: 'bob@acme.test', active: true }
const query = { externalId: 'per_ada', userName: 'ada@acme.test' }

test('the marker is asked for first, and one hit ends the search', async () => {
  await using scim = await open(() => page([ada]))
  expect(await scim.connector.findAccount(query, { signal })).toMatchObject({ nativeId: '1' })
  expect(asked(scim.requests)).toEqual(['externalId eq "per_ada"'])
})

test('the user name is asked for as given, then in lower case, then everyone is read', async () => {
  await using scim = await open(() => page([]))
  expect(await scim.connector.findAccount({ externalId: 'per_x', userName: 'X@acme.test' }, { signal })).toBeUndefined()
  expect(asked(scim.requests)).toEqual(['externalId eq "per_x"', 'userName eq "X@acme.test"', 'userName eq "x@acme.test"', 'everyone'])
})

test('a service that ignores filters and returns everyone does not lend us a stranger', async () => {
  await using scim = await open(() => page([bob, ada]))
  expect(await scim.connector.findAccount(query, { signal })).toMatchObject({ nativeId: '1' })
  expect(await scim.connector.findAccount({ externalId: 'per_x', userName: 'x@acme.test' }, { signal })).toBeUndefined()
})

test.each([
  ['refuses the filter', { status: 400, body: { scimType: 'invalidFilter' } }],
  ['does not offer filters', { status: 501 }],
  ['answers 404 to a filter', { status: 404 }],
])('a service that %s is read as a whole', async (_how, refusal) => {
  await using scim = await open((filter) => (filter === 'everyone' ? page([bob, ada]) : refusal))
  expect(await scim.connector.findAccount(query, { signal })).toMatchObject({ nativeId: '1' })
})

test('a renamed account is found by its marker where markers cannot be searched', async () => {
  const renamed = { ...ada, userName: 'byron@acme.test' }
  const namesake = { id: '3', userName: 'ada@acme.test' }
  await using scim = await open((filter) => (filter.startsWith('userName') ? page([namesake]) : page([bob, namesake, renamed])))
  expect(await scim.connector.findAccount(query, { signal })).toMatchObject({ nativeId: '1', userName: 'byron@acme.test' })
})

test('where nothing can be searched and there are too many to read, there is no answer', async () => {
  await using scim = await open(() => page([bob], 501))
  await expect(scim.connector.findAccount(query, { signal })).rejects.toMatchObject({ kind: 'unsupported', code: 'cannot_search' })
})

test('where user names can be searched, a large app need not be read', async () => {
  await using scim = await open((filter) => (filter === 'everyone' ? page([bob], 501) : page([])))
  expect(await scim.connector.findAccount(query, { signal })).toBeUndefined()
})

test('a missing native id alone is not "not there": the list has to work, too', async () => {
  await using scim = await openScriptedScim(() => ({ status: 404 }), { entitlements: 'none' })
  const search = scim.connector.findAccount({ nativeId: '1', userName: 'ada@acme.test' }, { signal })
  await expect(search).rejects.toMatchObject({ kind: 'invalid', code: 'no_users' })
})

test('a server failure in a filtered search is a failure, not "not found"', async () => {
  await using scim = await open((filter) => (filter === 'everyone' ? page([]) : { status: 503, headers: { 'retry-after': '9' } }))
  await expect(scim.connector.findAccount(query, { signal })).rejects.toMatchObject({ kind: 'unavailable', retryAfterMs: 9_000 })
})

test('a native id with odd characters stays one path segment', async () => {
  await using scim = await openScriptedScim(() => ({ body: { ...bob, id: '../a b?c' } }), { entitlements: 'none' })
  await scim.connector.findAccount({ nativeId: '../a b?c', userName: 'x' }, { signal })
  expect(scim.requests[0]?.path).toBe('/Users/..%2Fa%20b%3Fc')
})

test.each([
  ['is missing', undefined, true],
  ['is null', null, true],
  ['is the text "False"', 'False', false],
  ['is the text "true"', 'true', true],
])('an account whose "active" %s reads as active: %o → %o', async (_how, active, expected) => {
  await using scim = await open(() => page([{ ...ada, active }]))
  expect(await scim.connector.findAccount(query, { signal })).toMatchObject({ active: expected })
})

function open(script: (filter: string) => ScriptedAnswer) {
  return openScriptedScim((request) => script(filterOf(request)), { entitlements: 'none' })
}

function asked(requests: readonly SeenRequest[]): readonly string[] {
  return requests.map(filterOf)
}

function filterOf({ path }: SeenRequest): string {
  return new URL(path, 'http://x').searchParams.get('filter') ?? 'everyone'
}
