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
  /** By the path of the program: normally one. */
  readonly #browsers = new Map<string, Promise<Browser>>()
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
    const browsers = [...this.#browsers.values()]
    this.#browsers.clear()
    for (const browser of browsers) await (await browser.catch(() => undefined))?.close()
  }

  #running(path: string): Promise<Browser> {
    const known = this.#browsers.get(path)
    if (known !== undefined) return known
    const started = launch(path)
    this.#browsers.set(path, started)
    const forget = () => {
      if (this.#browsers.get(path) === started) this.#browsers.delete(path)
    }
    started.then((browser) => browser.once('disconnected', forget), forget)
    return started
  }

  #release(): void {
    this.#users -= 1
    if (this.#users === 0) this.#idle = setTimeout(() => void this[Symbol.asyncDispose](), this.#idleMs).unref()
  }
}

/**
 * Shared by all recipes, since a browser per app would cost 130–230 MiB each. Connections are kept open between jobs and hold it meanwhile; after
 * the last one it soon ends, since it is quick to start and a program that stops should not wait for it.
 */
export const sharedBrowser = new BrowserHost(1_000)

let registered: Promise<void> | undefined

async function launch(executablePath: string): Promise<Browser> {
  registered ??= selectors.register(selectorEngine, { content: engineScript() }, { contentScript: true })
  await registered
  // The sandbox needs a user other than root. Signals are the agent's to handle.
  const isRoot = process.getuid?.() === 0
  const signals = { handleSIGHUP: false, handleSIGINT: false, handleSIGTERM: false }
  return chromium.launch({ executablePath, headless: true, chromiumSandbox: !isRoot, args: quiet, ...signals })
}
