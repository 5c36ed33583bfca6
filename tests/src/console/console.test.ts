import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { AxeBuilder } from '@axe-core/playwright'
import { builtConsole } from '@rollcall/control-plane/http/serve-console'
import { readZip } from '@rollcall/shared/packet/read-zip'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildConsole } from '../stage/build-console.ts'
import { type ArrangedWork, arrangeWork } from './arrange-work.ts'
import { type ConsoleStage, openEmptyStage, openSettledStage, tokenOf } from './console-stage.ts'
import { openBrowser, openPage, signIn } from './open-browser.ts'

const minutes = 60_000
let stage: ConsoleStage
let work: ArrangedWork
let browser: Browser

beforeAll(async () => {
  await buildConsole()
  stage = await openSettledStage()
  work = await arrangeWork(stage)
  browser = await openBrowser()
}, 4 * minutes)

afterAll(async () => {
  await browser?.close()
  await stage?.[Symbol.asyncDispose]()
})

const signedIn = (page: Page, hash = '') => signIn(page, { url: `${stage.url}/${hash}`, token: stage.owner.token })

describe('the console', () => {
  test('refuses half a token and an unknown one, lets the right one in, and forgets it with the tab', async () => {
    await using visit = await openPage(browser)
    const { page } = visit
    await page.goto(stage.url)
    const field = page.getByRole('textbox', { name: 'Operator token' })
    await field.fill('rct_half')
    await page.keyboard.press('Enter')
    expect(await page.getByRole('alert').textContent()).toContain('not a whole token')
    await field.fill(`rct_${'x'.repeat(43)}`)
    await page.keyboard.press('Enter')
    await page.getByText('Rollcall does not know this token').waitFor()
    await field.fill(`  ${stage.owner.token}\n`)
    await page.keyboard.press('Enter')
    await page.getByText('Rosalind Ashcroft · Owner').waitFor()
    expect(await page.evaluate(() => [Object.keys(localStorage).join(), Object.keys(sessionStorage).join()])).toEqual([
      expect.not.stringContaining('token'),
      'rollcall.token',
    ])
    await page.getByRole('button', { name: 'Sign out' }).click()
    await field.waitFor()
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0)
  })

  test('shows cases newest first with state, reason and both clocks', async () => {
    await using visit = await openPage(browser)
    await signedIn(visit.page)
    const rows = visit.page.getByRole('navigation', { name: 'Cases' }).getByRole('listitem')
    expect(await rows.count()).toBe(9)
    const held = rows.filter({ hasText: 'Held' })
    expect(await held.textContent()).toMatch(
      /Leaver · chat, directory, stockroom.*since HR told us · \d d \d+ h since it was true.*The guard holds it/,
    )
    await visit.page.getByText('Open', { exact: true }).click()
    await rows.nth(8).waitFor({ state: 'detached' })
    expect(await rows.count()).toBe(8)
  })

  test('shows a case app by app: what, why, and where it stands just now', async () => {
    await using visit = await openPage(browser)
    const { page } = visit
    await signedIn(page, `#${work.joiner}`)
    const directory = page.getByRole('region', { name: 'directory' })
    expect(await directory.getByRole('listitem').allTextContents()).toEqual([
      expect.stringMatching(/Create account noor.haddad@larkfield.example.*Changed · 400 ms.*Rules: everyone who works here, engineering/),
      expect.stringMatching(/Grant all-staff.*Already so.*Rule: everyone who works here/),
      expect.stringMatching(/Grant dept-engineering.*Changed.*Rule: engineering/),
    ])
    const chat = page.getByRole('region', { name: 'chat' })
    expect(await chat.getByRole('listitem').allTextContents()).toEqual([
      expect.stringContaining('Done, receipt follows'),
      expect.stringContaining('Reading back…'),
      expect.stringContaining('Waiting'),
    ])
    expect(await page.getByRole('region', { name: 'stockroom' }).textContent()).toContain('Waiting for an agent')
    const job = (await stage.client.case.get.query({ case: work.joiner })).jobs.find(({ app }) => app === 'chat')?.id
    if (!job) throw new Error('the joiner has a job in chat')
    stage.controlPlane.services.progress.set({ kind: 'progress', job, step: 2, of: 3, state: 'changing' })
    await chat.getByText('Changing…').waitFor()
  })

  test('says why a case needs a person and what to do', async () => {
    await using visit = await openPage(browser)
    await signedIn(visit.page, `#${work.mover}`)
    await visit.page.getByRole('article').getByText('Connect the app again on the agent, then retry.').first().waitFor()
    expect(await visit.page.getByRole('button', { name: 'Retry' }).isVisible()).toBe(true)
  })

  test('saves the packet of a case and shows its hash', async () => {
    await using visit = await openPage(browser)
    const { page } = visit
    await signedIn(page, `#${work.held}`)
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download packet' }).click()])
    expect(download.suggestedFilename()).toBe(`${work.held}.zip`)
    const chunks: Buffer[] = []
    for await (const chunk of await download.createReadStream()) chunks.push(Buffer.from(chunk))
    expect((await readZip(Buffer.concat(chunks))).size).toBeGreaterThan(3)
    await page.getByText('Saved. SHA-256').waitFor()
  })

  test('shows an auditor no decisions', async () => {
    await using visit = await openPage(browser)
    await signIn(visit.page, { url: `${stage.url}/#${work.held}`, token: await tokenOf(stage, 'auditor') })
    await visit.page.getByRole('button', { name: 'Download packet' }).waitFor()
    expect(await visit.page.getByRole('button', { name: 'Release' }).count()).toBe(0)
  })

  test('releases a held case by keyboard alone, with a reason', async () => {
    await using visit = await openPage(browser)
    const { page, complaints } = visit
    await signedIn(page, `#${work.held}`)
    await page.getByRole('button', { name: 'Release' }).focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Release this case?' })
    await dialog.waitFor()
    expect(await dialog.getByRole('button', { name: 'Release' }).isDisabled()).toBe(true)
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('SELECT')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: 'Release' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('article').getByText('Running', { exact: true }).first().waitFor()
    expect((await stage.client.case.get.query({ case: work.held })).state).toBe('running')
    expect(complaints).toEqual([])
  })

  test('says that the connection is lost, and recovers by itself', async () => {
    await using visit = await openPage(browser)
    const { page } = visit
    await signedIn(page)
    await page.route('**/trpc/**', (route) => route.abort())
    await page.getByText('Rollcall does not answer.').waitFor()
    expect(await page.getByRole('navigation', { name: 'Cases' }).getByRole('listitem').count()).toBe(9)
    await page.unroute('**/trpc/**')
    await page.getByText('Rollcall does not answer.').waitFor({ state: 'detached' })
  })

  test('tells a new customer what to do first, and ticks off what is done', async () => {
    await using empty = await openEmptyStage()
    await using visit = await openPage(browser)
    const { page } = visit
    await signIn(page, { url: empty.url, token: empty.owner.token })
    await page.getByText('rollcall roster import roster.csv').waitFor()
    await empty.client.policy.save.mutate({ document: 'version: 1\ncompany: { timeZone: Europe/London }\napps: {}\nrules: []\n' })
    await page.getByText('Say who should have what · done').waitFor()
    expect(await page.getByText(' · done').count()).toBe(1)
  })

  test('speaks German to a German browser, and English when asked', async () => {
    await using visit = await openPage(browser, { locale: 'de-AT' })
    const { page } = visit
    await signedIn(page, `#${work.joiner}`)
    await page.getByRole('region', { name: 'chat' }).getByText('Konto anlegen').waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de')
    await page.getByRole('button', { name: 'EN: in English' }).click()
    await page.getByRole('region', { name: 'chat' }).getByText('Create account').waitFor()
  })

  test('shows list or case on a phone, and never scrolls sideways', async () => {
    await using visit = await openPage(browser, { viewport: { width: 390, height: 844 }, locale: 'de-DE' })
    const { page } = visit
    const width = () => page.evaluate(() => document.documentElement.scrollWidth)
    await signedIn(page)
    const rows = page.getByRole('navigation', { name: 'Fälle' })
    await rows.waitFor()
    expect(await page.getByRole('article').count()).toBe(0)
    expect(await width()).toBe(390)
    await rows.getByRole('link', { name: 'Noor Haddad' }).click()
    await page.getByRole('article').waitFor()
    expect(await rows.count()).toBe(0)
    expect(await width()).toBe(390)
    await page.getByRole('link', { name: 'Alle Fälle' }).click()
    await rows.waitFor()
    expect(await page.getByRole('article').count()).toBe(0)
  })

  test('follows the system into the dark until told otherwise', async () => {
    await using visit = await openPage(browser, { colorScheme: 'dark' })
    const { page } = visit
    await signedIn(page)
    const scheme = () => page.evaluate(() => document.documentElement.dataset['mantineColorScheme'])
    expect(await scheme()).toBe('dark')
    await page.getByRole('button', { name: 'Colours: as the system' }).click()
    expect(await scheme()).toBe('light')
  })

  test.each(['light', 'dark'] as const)('passes WCAG 2.2 AA in the %s, and its own content security policy', async (colorScheme) => {
    await using visit = await openPage(browser, { colorScheme })
    const { page, complaints } = visit
    await page.goto(stage.url)
    await page.getByRole('textbox').waitFor()
    expect(await violations(page)).toEqual([])
    await signedIn(page)
    const states = [
      [work.joiner, 'Running'],
      [work.closed, 'Closed'],
      [work.mover, 'Needs a person'],
    ] as const
    for (const [id, state] of states) {
      await page.goto(`${stage.url}/#${id}`)
      await page.getByRole('article').locator('[aria-live]').getByText(state).waitFor()
      expect(await violations(page)).toEqual([])
    }
    await page.getByRole('button', { name: 'Cancel case' }).click()
    await page.getByRole('dialog').waitFor()
    expect(await violations(page)).toEqual([])
    expect(complaints).toEqual([])
  })

  test('sends its page with a fresh nonce and its files to be kept for good', async () => {
    const [first, second] = await Promise.all([fetch(stage.url), fetch(stage.url)])
    const nonceOf = (response: Response) =>
      /style-src 'self' 'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1]
    const nonce = nonceOf(first)
    expect(nonce).toMatch(/^.{24}$/)
    expect(nonceOf(second)).not.toBe(nonce)
    expect(first.headers.get('cache-control')).toBe('no-cache')
    const html = await first.text()
    expect(html).toContain(`nonce="${nonce}"`)
    expect(html).not.toContain('__NONCE__')
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)?.[1]
    const file = await fetch(`${stage.url}${script}`)
    expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  })
})

test('the page is small: its scripts are below 350 KB as sent', () => {
  const scripts = readdirSync(join(builtConsole, 'assets')).filter((name) => name.endsWith('.js'))
  const sizes = scripts.map((name) => gzipSync(readFileSync(join(builtConsole, 'assets', name))).length)
  expect(sizes.length).toBeGreaterThan(0)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(350_000)
})

async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
}
