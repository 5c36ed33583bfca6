import { type Browser, chromium, selectors } from 'playwright-core'
import { engineScript, selectorEngine } from './in-page.ts'
import { runError } from './run-error.ts'

/** One user of the browser; giving back the last one lets the browser end when it stays idle. */
export interface BrowserLease extends AsyncDisposable {
  readonly browser: Browser
}

const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']

/** The one browser of this process: started when first needed, ended when nobody has used it for a while. */
export class BrowserHost implements AsyncDisposable {
  readonly #idleMs: number
  #browser: Promise<Browser> | undefined
  #path = ''
  #users = 0
  #idle: NodeJS.Timeout | undefined

  constructor(idleMs: number) {
    this.#idleMs = idleMs
  }

  /** @throws ConnectorError BROWSER when it cannot be started */
  async lease(path: string): Promise<BrowserLease> {
    clearTimeout(this.#idle)
    this.#users += 1
    try {
      const browser = await this.#running(path)
      return { browser, [Symbol.asyncDispose]: async () => this.#release() }
    } catch {
      this.#release()
      throw runError('BROWSER', 'it could not be started; the doctor command says which browsers it found')
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#idle)
    const browser = await this.#browser?.catch(() => undefined)
    this.#browser = undefined
    await browser?.close()
  }

  async #running(path: string): Promise<Browser> {
    const known = await this.#browser?.catch(() => undefined)
    if (known?.isConnected() && this.#path === path) return known
    this.#path = path
    this.#browser = launch(path)
    return this.#browser
  }

  #release(): void {
    this.#users -= 1
    if (this.#users === 0) this.#idle = setTimeout(() => void this[Symbol.asyncDispose](), this.#idleMs).unref()
  }
}

/** Shared by all recipes, since a browser per app would cost 130–230 MiB each. */
export const sharedBrowser = new BrowserHost(30_000)

let isEngineRegistered = false

async function launch(executablePath: string): Promise<Browser> {
  if (!isEngineRegistered) {
    isEngineRegistered = true
    await selectors.register(selectorEngine, { content: engineScript() }, { contentScript: true })
  }
  // The sandbox needs a user other than root. Signals are the agent's to handle.
  const isRoot = process.getuid?.() === 0
  const signals = { handleSIGHUP: false, handleSIGINT: false, handleSIGTERM: false }
  return chromium.launch({ executablePath, headless: true, chromiumSandbox: !isRoot, args: quiet, ...signals })
}
