import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { requireBrowser } from '../stage/require-browser.ts'

export interface OpenedPage extends AsyncDisposable {
  readonly page: Page
  /** What the page complained about: errors, and everything that its content security policy stopped. */
  readonly complaints: readonly string[]
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: requireBrowser(), args: ['--no-sandbox'] })
}

/** A fresh visitor, with nothing stored, in English on a desktop unless told otherwise. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-GB', reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', ({ message }) => complaints.push(message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text())
  })
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() }
}

export async function signIn(page: Page, { url, token }: { url: string; token: string }): Promise<void> {
  await page.goto(url)
  await page.getByRole('textbox').fill(token)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 2 }).first().waitFor()
}
