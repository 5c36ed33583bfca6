import type { Connector, ConnectorPorts, Exchange } from '@rollcall/shared/connector/connector'
import type { Manifest } from '@rollcall/shared/connector/manifest'
import { ConnectorError } from '@rollcall/shared/failure'
import { type Catalogue, type CatalogueEntry, findEntry } from '../connectors/catalogue.ts'
import { ExchangeRecorder } from '../connectors/exchange-recorder.ts'
import { openConnector } from '../connectors/open-connector.ts'
import { withBrowser } from '../connectors/with-browser.ts'
import { readAppSettings } from '../home/app-settings.ts'
import type { Log } from '../log/log.ts'
import type { Clock, Random } from '../ports.ts'
import type { AgentKeys } from '../vault/agent-keys.ts'
import type { Vault } from '../vault/vault.ts'

/** An open connector of one app. */
export interface OpenApp {
  readonly manifest: Manifest
  readonly connector: Connector
  /** The exchanges since the last call. */
  takeExchanges(): readonly Exchange[]
}

export interface ConnectorPoolOptions {
  readonly apps: string
  readonly catalogue: Catalogue
  readonly vault: Vault
  readonly keys: AgentKeys
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly idleMs: number
  /** The browser that browser connectors drive, unless their settings name one. */
  readonly browser: string | undefined
}

interface Kept {
  readonly open: OpenApp
  readonly settings: string
  idle: AbortController | undefined
}

/** The name under which a connector's session state is sealed; no manifest can name a secret so. */
const sessionSecret = '_session'

/** Keeps connectors open between jobs and closes them when they are idle. One job per app at a time uses one. */
export class ConnectorPool implements AsyncDisposable {
  readonly #options: ConnectorPoolOptions
  readonly #kept = new Map<string, Kept>()

  constructor(options: ConnectorPoolOptions) {
    this.#options = options
  }

  /** @throws ConnectorError and whatever else the connector throws */
  async acquire(app: string): Promise<OpenApp> {
    const stated = await readAppSettings(this.#options.apps, app)
    const entry = stated && findEntry(this.#options.catalogue, stated.connector)
    if (stated === undefined || entry === undefined)
      throw new ConnectorError('unsupported', `${app} is not connected here.`, { code: 'not_connected' })
    const settings = JSON.stringify(stated)
    const kept = this.#kept.get(app)
    kept?.idle?.abort()
    if (kept?.settings === settings) return kept.open
    await this.discard(app)
    const recorder = new ExchangeRecorder(this.#options.keys.digestExchange)
    const connector = await openConnector(
      entry,
      withBrowser(entry, stated.settings, this.#options.browser),
      this.#ports(app, entry, recorder),
    )
    const open: OpenApp = { manifest: entry.manifest, connector, takeExchanges: () => recorder.take() }
    this.#kept.set(app, { open, settings, idle: undefined })
    return open
  }

  /** Gives it back; it closes after a while unless it is needed again. */
  release(app: string): void {
    const kept = this.#kept.get(app)
    if (kept === undefined) return
    kept.idle?.abort()
    const idle = new AbortController()
    kept.idle = idle
    void this.#closeWhenIdle(app, idle.signal)
  }

  /** Closes at once: after a failure that a fresh start may cure, such as a changed password. */
  async discard(app: string): Promise<void> {
    const kept = this.#kept.get(app)
    if (kept === undefined) return
    this.#kept.delete(app)
    kept.idle?.abort()
    try {
      await kept.open.connector[Symbol.asyncDispose]()
    } catch {
      this.#options.log.warn('connector.close_failed', { app })
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#kept.keys()].map((app) => this.discard(app)))
  }

  async #closeWhenIdle(app: string, signal: AbortSignal): Promise<void> {
    try {
      await this.#options.clock.wait(this.#options.idleMs, signal)
    } catch {
      return
    }
    await this.discard(app)
  }

  #ports(app: string, { manifest }: CatalogueEntry, recorder: ExchangeRecorder): ConnectorPorts {
    const { vault, clock, random } = this.#options
    return {
      secret: (name) => vault.open({ app, name, kind: manifest.secrets.find((secret) => secret.name === name)?.kind }),
      wait: (ms, signal) => clock.wait(ms, signal),
      now: () => clock.now(),
      random,
      recordExchange: (exchange) => recorder.record(exchange),
      session: {
        load: () => vault.find({ app, name: sessionSecret }),
        save: (state) => vault.seal({ app, name: sessionSecret }, state),
      },
    }
  }
}
