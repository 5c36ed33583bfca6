import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { expect, test } from 'vitest'
import { serveConsole } from './serve-console.ts'

test('a console that is not built says how to build it, and is served as soon as it is', async () => {
  await using served = await serveFolder()
  const before = await fetch(served.url)
  expect([before.status, before.headers.get('content-type')]).toEqual([503, 'text/plain; charset=utf-8'])
  expect(await before.text()).toContain('npm run build -w control-plane')
  writeFileSync(join(served.folder, 'index.html'), '<script nonce="__NONCE__"></script><style nonce="__NONCE__"></style>')
  const after = await fetch(served.url)
  expect([after.status, after.headers.get('cache-control')]).toEqual([200, 'no-cache'])
  const nonces = [...(await after.text()).matchAll(/nonce="([^"]+)"/g)].map(([, nonce]) => nonce)
  expect(new Set(nonces).size).toBe(1)
  expect(after.headers.get('content-security-policy')).toContain(`style-src 'self' 'nonce-${nonces[0]}'`)
  expect(after.headers.get('content-security-policy')).toContain("script-src 'self';")
})

test('only files of the build are served, never what lies beside them', async () => {
  await using served = await serveFolder()
  mkdirSync(join(served.folder, 'assets'))
  writeFileSync(join(served.folder, 'assets', 'index-abc.js'), 'export {}')
  writeFileSync(join(served.folder, 'secret.txt'), 'secret')
  const status = async (path: string) => (await fetch(`${served.url}${path}`)).status
  expect(await status('assets/index-abc.js')).toBe(200)
  expect(await status('assets/..%2fsecret.txt')).not.toBe(200)
  expect(await status('secret.txt')).toBe(404)
  expect(await status('assets/')).toBe(404)
})

async function serveFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-console-'))
  const server = express()
    .use(serveConsole({ folder, random: (size) => randomBytes(size) }))
    .listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('the test server listens on a TCP port')
  return {
    folder,
    url: `http://127.0.0.1:${address.port}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
