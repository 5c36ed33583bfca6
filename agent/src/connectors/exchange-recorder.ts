import type { ConnectorPorts, Exchange } from '@rollcall/shared/connector/connector'
import type { AgentKeys } from '../vault/agent-keys.ts'

/** Per step, so that a receipt of 64 steps stays well under 256 KiB. */
const mostExchanges = 12

/** Reduces each exchange that changes something to method, status and two keyed digests, until a step's receipt takes them. */
export class ExchangeRecorder {
  readonly #digest: AgentKeys['digestExchange']
  #exchanges: Exchange[] = []

  constructor(digest: AgentKeys['digestExchange']) {
    this.#digest = digest
  }

  record({ method, status, request, response }: Parameters<ConnectorPorts['recordExchange']>[0]): void {
    if (this.#exchanges.length >= mostExchanges) return
    this.#exchanges.push({ method: method.slice(0, 16), status, request: this.#digest(request), response: this.#digest(response) })
  }

  take(): readonly Exchange[] {
    const taken = this.#exchanges
    this.#exchanges = []
    return taken
  }
}
