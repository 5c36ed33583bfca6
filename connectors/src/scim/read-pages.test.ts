import type { Connector } from '@rollcall/shared/connector/connector'
import { expect, test } from 'vitest'
import { openScriptedScim, page } from '../../test/open-scripted-scim.ts'
import type { ScriptedAnswer } from '../../test/start-scripted-server.ts'

const signal = AbortSignal.timeout(20_000)

test('three pages of a service that gives fewer than asked are read to the end', async () => {
  await using scim = await open((from) => page(users(from, Math.min(from + 1, 5)), 5))
  expect(await names(scim.connector)).toEqual(['u1', 'u2', 'u3', 'u4', 'u5'])
  expect(scim.requests.map(({ path }) => path)).toEqual([1, 3, 5].map((from) => `/Users?startIndex=${from}&count=100`))
})

test('an empty app is an empty listing, with Resources absent or null', async () => {
  await using absent = await open(() => ({ body: { totalResults: 0 } }))
  expect(await names(absent.connector)).toEqual([])
  await using nothing = await open(() => ({ body: { totalResults: 0, Resources: null } }))
  expect(await names(nothing.connector)).toEqual([])
})

test.each<[string, (from: number) => ScriptedAnswer, object]>([
  ['ends before the announced total', (from) => page(from === 1 ? users(1, 2) : [], 5), { kind: 'invalid', code: 'list_short' }],
  [
    'changes its total on the way',
    (from) => page(users(from, from + 1), from === 1 ? 4 : 5),
    { kind: 'unavailable', code: 'list_changed' },
  ],
  ['gives the first page again and again', () => page(users(1, 2), 6), { kind: 'unavailable', code: 'list_repeats' }],
  ['gives more than it announced', () => page(users(1, 3), 2), { kind: 'invalid', code: 'list_too_long' }],
  ['has no total', () => ({ body: { Resources: users(1, 2) } }), { kind: 'invalid', code: 'shape' }],
  ['holds something that is no user', () => page([{ id: '1' }]), { kind: 'invalid', code: 'shape' }],
  ['is no JSON', () => ({ body: 'hello' }), { kind: 'invalid', code: 'not_json' }],
  ['is a sign-in page', () => ({ headers: { 'content-type': 'text/html' }, body: '<html>' }), { kind: 'challenge', code: 'html' }],
  ['fails on a later page', (from) => (from === 1 ? page(users(1, 2), 4) : { status: 500 }), { kind: 'unavailable', code: 'http_500' }],
])('a listing that %s throws rather than end early', async (_how, script, expected) => {
  await using scim = await open(script)
  await expect(names(scim.connector)).rejects.toMatchObject({ name: 'ConnectorError', ...expected })
})

test('a body that is not understood is not quoted', async () => {
  await using scim = await open(() => ({ body: '{"ada@acme.test' }))
  const error = await names(scim.connector).catch((reason: unknown) => reason)
  expect(JSON.stringify(error, ['message', 'cause', 'stack'])).not.toContain('ada')
})

function open(script: (from: number) => ScriptedAnswer) {
  return openScriptedScim(({ path }) => script(Number(/startIndex=(\d+)/.exec(path)?.[1])), { entitlements: 'none' })
}

async function names(connector: Connector): Promise<readonly string[]> {
  const read: string[] = []
  for await (const accounts of connector.listAccounts({ signal })) read.push(...accounts.map(({ userName }) => userName))
  return read
}

function users(from: number, to: number): readonly object[] {
  return Array.from({ length: to - from + 1 }, (_, i) => ({ id: `id${from + i}`, userName: `u${from + i}` }))
}
