import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { BrowserHost } from './browser-host.ts'
import { findBrowser } from './find-browser.ts'

const path = findBrowser({ platform: process.platform, environment: {}, exists: existsSync })

test.skipIf(path === undefined)('two users share one browser, and it ends by itself after the last one', async () => {
  await using host = new BrowserHost(50)
  const [one, other] = await Promise.all([host.lease(path ?? ''), host.lease(path ?? '')])
  expect(other.browser).toBe(one.browser)
  const ended = new Promise<void>((resolve) => one.browser.once('disconnected', () => resolve()))
  await one[Symbol.asyncDispose]()
  const context = await other.browser.newContext()
  await context.close()
  await other[Symbol.asyncDispose]()
  await ended
  const next = await host.lease(path ?? '')
  expect(next.browser).not.toBe(one.browser)
})

test('a browser that cannot be started is unavailable, with a word on what to do', async () => {
  await using host = new BrowserHost(50)
  await expect(host.lease('/nowhere/chrome')).rejects.toMatchObject({
    kind: 'unavailable',
    code: 'BROWSER',
    message: expect.stringContaining('doctor'),
  })
})
