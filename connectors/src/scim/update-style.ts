import { ConnectorError } from '@rollcall/shared/failure'
import { configSchema } from './resources.ts'
import type { ScimWire } from './scim-wire.ts'
import type { ScimSettings } from './settings.ts'

/** How this service wants its resources changed; asked once per connection. */
export class UpdateStyle {
  readonly #wire: ScimWire
  readonly #setting: ScimSettings['update']
  #style: 'patch' | 'put' | undefined
  #isAnnounced = false

  constructor(wire: ScimWire, setting: ScimSettings['update']) {
    this.#wire = wire
    this.#setting = setting
    this.#style = setting === 'discover' ? undefined : setting
  }

  async of(signal: AbortSignal): Promise<'patch' | 'put'> {
    this.#style ??= await this.#discover(signal)
    return this.#style
  }

  /** Turns to PUT for the rest of the connection, where nobody said that PATCH is there. False when there is nothing to fall back to. */
  fallBackToPut(): boolean {
    if (this.#setting !== 'discover' || this.#isAnnounced || this.#style === 'put') return false
    this.#style = 'put'
    return true
  }

  /** ServiceProviderConfig is absent on many services (saml-jackson, some SaaS): then PATCH is tried first. */
  async #discover(signal: AbortSignal): Promise<'patch' | 'put'> {
    try {
      const config = await this.#wire.read('/ServiceProviderConfig', configSchema, signal)
      this.#isAnnounced = true
      return config.patch.supported ? 'patch' : 'put'
    } catch (error) {
      if (error instanceof ConnectorError && absent.has(error.kind)) return 'patch'
      throw error
    }
  }
}

const absent: ReadonlySet<string> = new Set(['not_found', 'unsupported', 'forbidden', 'invalid', 'challenge'])
