import { expect, test } from 'vitest'
import { startScriptedServer } from '../../test/start-scripted-server.ts'
import { HttpClient } from './http-client.ts'

const never = new AbortController().signal
const secret = 'Bearer a-secret-token'

test('the path is added to a base URL with a path of its own', async () => {
  await using server = await startScriptedServer(() => ({ body: 'ok' }))
  await using client = open(`${server.url}/tenant/scim/`)
  const answer = await client.send({ method: 'GET', path: '/Users?count=1' }, never)
  expect(Buffer.from(answer.body).toString()).toBe('ok')
  expect(server.requests[0]).toMatchObject({ method: 'GET', path: '/tenant/scim/Users?count=1', headers: { authorization: secret } })
})

test('a redirect is handed back and not followed, so that credentials stay with the host they are for', async () => {
  await using elsewhere = await startScriptedServer(() => ({ body: 'ok' }))
  await using server = await startScriptedServer(() => ({ status: 302, headers: { location: elsewhere.url } }))
  await using client = open(server.url)
  expect(await client.send({ method: 'GET', path: '/' }, never)).toMatchObject({ status: 302 })
  expect(elsewhere.requests).toEqual([])
})

test('a server that never answers is a timeout', async () => {
  await using server = await startScriptedServer(() => 'silence')
  await using client = open(server.url, { timeoutMs: 100 })
  await expect(client.send({ method: 'GET', path: '/' }, never)).rejects.toMatchObject({ name: 'ConnectorError', kind: 'timeout' })
})

test("the caller's deadline is a timeout, too, and the caller's own abort stays what it is", async () => {
  await using server = await startScriptedServer(() => 'silence')
  await using client = open(server.url)
  await expect(client.send({ method: 'GET', path: '/' }, AbortSignal.timeout(50))).rejects.toMatchObject({ kind: 'timeout' })
  await expect(client.send({ method: 'GET', path: '/' }, AbortSignal.abort('cancelled'))).rejects.toBe('cancelled')
  const control = new AbortController()
  const sent = client.send({ method: 'GET', path: '/' }, control.signal)
  control.abort('cancelled in flight')
  await expect(sent).rejects.toBe('cancelled in flight')
})

test('a dropped connection and a closed port are unavailable', async () => {
  const server = await startScriptedServer(() => 'hang up')
  await using client = open(server.url)
  await expect(client.send({ method: 'PATCH', path: '/', body: Buffer.from('{}') }, never)).rejects.toMatchObject({ kind: 'unavailable' })
  await server[Symbol.asyncDispose]()
  await expect(client.send({ method: 'GET', path: '/' }, never)).rejects.toMatchObject({ kind: 'unavailable', code: 'ECONNREFUSED' })
})

test('an answer larger than the bound is refused', async () => {
  await using server = await startScriptedServer(() => ({ body: 'x'.repeat(2_000) }))
  await using client = open(server.url, { maxBytes: 1_000 })
  await expect(client.send({ method: 'GET', path: '/' }, never)).rejects.toMatchObject({ kind: 'invalid', code: 'too_large' })
})

test('no failure holds the token or the path', async () => {
  const server = await startScriptedServer(() => 'hang up')
  await using client = open(server.url)
  const error = await client.send({ method: 'GET', path: '/Users?filter=ada' }, never).catch((reason: unknown) => reason)
  await server[Symbol.asyncDispose]()
  expect(String(error)).toContain('127.0.0.1')
  expect(String(error)).not.toMatch(/a-secret-token|ada/)
})

function open(baseUrl: string, more: { timeoutMs?: number; maxBytes?: number } = {}): HttpClient {
  return new HttpClient({ baseUrl, headers: { authorization: secret }, timeoutMs: 5_000, ...more })
}
