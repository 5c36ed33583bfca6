import type { ConnectorPorts } from '@rollcall/shared/connector/connector'
import { ConnectorError } from '@rollcall/shared/failure'
import type { BrowserContext } from 'playwright-core'
import type { BrowserHost, BrowserLease } from './browser-host.ts'
import { type PreparedPage, preparePage } from './prepare-page.ts'
import type { Operation, Recipe } from './recipe-schema.ts'
import type { Run, RunTools } from './run.ts'
import { runError, toRunError } from './run-error.ts'
import { readSession, writeSession } from './saved-session.ts'
import { isSignedIn, signIn } from './sign-in.ts'
import { renderTemplate } from './template.ts'
import { visitPage } from './visit-page.ts'

export interface AppSessionParts {
  readonly recipe: Recipe
  /** Values of the recipe's `connection`. */
  readonly connection: Readonly<Record<string, string>>
  readonly ports: ConnectorPorts
  readonly host: BrowserHost
  readonly browserPath: string
}

/** What one run is for. */
export interface RunOrder {
  readonly about: string
  readonly inputs: Readonly<Record<string, string | undefined>>
  readonly stops: Operation['stops']
  readonly signal: AbortSignal
}

/** One connection to one app: a browser context of its own, signed in when first needed, a fresh page for every run. */
export class AppSession implements AsyncDisposable {
  readonly #parts: AppSessionParts
  readonly #drift = new Set<string>()
  #lease: BrowserLease | undefined
  #context: BrowserContext | undefined
  #spare: Promise<PreparedPage> | undefined
  #refused: ConnectorError | undefined
  #isSignedIn = false

  constructor(parts: AppSessionParts) {
    this.#parts = parts
  }

  /** Targets that were not found by their first rung. */
  get drift(): readonly string[] {
    return [...this.#drift]
  }

  /** Runs `act` on a page that nothing has been done on yet. The page is closed when the signal ends, and afterwards. @throws ConnectorError */
  async onFreshPage<Result>(order: RunOrder, act: (run: Run) => Promise<Result>): Promise<Result> {
    if (order.signal.aborted) throw runError('TIMEOUT', order.about)
    const prepared = await this.#takePage().catch((error: unknown) => {
      throw toRunError(error, order.about)
    })
    const run = this.#runOn(prepared, order)
    const onAbort = () => this.#closePage(prepared)
    order.signal.addEventListener('abort', onAbort, { once: true })
    try {
      const result = await act(run)
      if (this.#parts.recipe.session.rotates) await this.#save()
      return result
    } catch (error) {
      throw endedBy(error, order)
    } finally {
      order.signal.removeEventListener('abort', onAbort)
      this.#closePage(prepared)
      this.#prepareSpare()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isSignedIn) await this.#save().catch(() => undefined)
    await this.#context?.close().catch(() => undefined)
    await this.#lease?.[Symbol.asyncDispose]()
    this.#context = undefined
    this.#lease = undefined
    this.#spare = undefined
  }

  #runOn(prepared: PreparedPage, order: RunOrder): Run {
    const { recipe, connection, ports } = this.#parts
    const tools: RunTools = {
      secret: (name) => ports.secret(name),
      wait: (ms, signal) => ports.wait(ms, signal),
      now: () => ports.now(),
      recordExchange: (exchange) => ports.recordExchange(exchange),
      noteDrift: (target) => void this.#drift.add(target),
    }
    const run: Run = {
      ...prepared,
      recipe,
      tools,
      signal: order.signal,
      about: order.about,
      stops: [...recipe.stops, ...order.stops],
      scope: { input: order.inputs, connection, var: {} },
      tables: new Map(),
      open: (path) => this.#open(run, path),
    }
    return run
  }

  async #open(run: Run, path: string): Promise<void> {
    await visitPage(run, path)
    if (await isSignedIn(run)) {
      this.#isSignedIn = true
      return
    }
    await this.#signIn(run)
    await visitPage(run, path)
    if (!(await isSignedIn(run))) throw runError('LOGIN_UNPROVEN', run.about)
  }

  // A refused password is not tried again: a few more tries would lock the account for everybody.
  async #signIn(run: Run): Promise<void> {
    if (this.#refused !== undefined) throw this.#refused
    try {
      await signIn(run)
    } catch (error) {
      if (error instanceof ConnectorError && error.kind === 'unauthorized') this.#refused = error
      throw error
    }
    this.#isSignedIn = true
    await this.#save()
  }

  async #save(): Promise<void> {
    const { ports } = this.#parts
    const state = await this.#context?.storageState()
    if (state !== undefined) await ports.session.save(writeSession(state, ports.now()))
  }

  async #takePage(): Promise<PreparedPage> {
    const context = await this.#openContext()
    const spare = await this.#spare?.catch(() => undefined)
    this.#spare = undefined
    return spare === undefined || spare.page.isClosed() ? this.#newPage(context) : spare
  }

  // Made while the caller thinks: 50 to 100 ms less for the next run. Not during a run: a full Chrome takes a page that is not in front for
  // a hidden one, and every click on it then costs two seconds.
  #prepareSpare(): void {
    if (this.#context === undefined || this.#spare !== undefined) return
    this.#spare = this.#newPage(this.#context)
    this.#spare.catch(() => undefined)
  }

  #newPage(context: BrowserContext): Promise<PreparedPage> {
    const { recipe, connection } = this.#parts
    const scope = { input: {}, connection, var: {} }
    return preparePage(
      context,
      recipe.origins.pages.map((origin) => renderTemplate(origin, scope)),
    )
  }

  async #openContext(): Promise<BrowserContext> {
    if (this.#context !== undefined && this.#lease?.browser.isConnected()) return this.#context
    const { recipe, ports, host, browserPath } = this.#parts
    await this.#lease?.[Symbol.asyncDispose]()
    this.#lease = undefined
    this.#spare = undefined
    this.#lease = await host.lease(browserPath)
    const storageState = readSession(await ports.session.load(), { now: ports.now(), maxAge: recipe.session.maxAge })
    this.#context = await this.#lease.browser.newContext({
      locale: recipe.locale.lang,
      timezoneId: recipe.locale.timezone,
      viewport: { width: 1280, height: 900 },
      serviceWorkers: 'block',
      acceptDownloads: false,
      permissions: [],
      ...(storageState === undefined ? {} : { storageState }),
    })
    return this.#context
  }

  // Nobody waits for a page to close; closing the context sees to what is left.
  #closePage({ page }: PreparedPage): void {
    page.close().catch(() => undefined)
  }
}

// Ending a call closes its page, which then reports that the browser is gone: the reason is the call's end.
function endedBy(error: unknown, { signal, about }: RunOrder): ConnectorError {
  const reason = toRunError(error, about)
  return signal.aborted && reason.code === 'BROWSER' ? runError('TIMEOUT', about) : reason
}
