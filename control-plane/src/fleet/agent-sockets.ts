import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Id } from '@rollcall/shared/ids'
import { subprotocol, wireLimits } from '@rollcall/shared/wire/frames'
import type { Logger } from 'pino'
import { type WebSocket, WebSocketServer } from 'ws'
import { AgentSession, type SessionPorts } from './agent-session.ts'

export const sessionPath = '/agent/v1/session'

const maxHalfOpenPerAddress = 20

/** Every live agent session of this process: at most one per agent, the newest. */
export class AgentSockets {
  readonly #live = new Map<Id<'agent'>, AgentSession>()
  readonly #halfOpen = new Map<string, number>()
  readonly #all = new Set<AgentSession>()
  readonly #ports: SessionPorts & { log: Logger; connected(agent: Id<'agent'>): void }
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: wireLimits.frameBytes + 4,
    maxFragments: wireLimits.maxFragments,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  })

  constructor(ports: SessionPorts & { log: Logger; connected(agent: Id<'agent'>): void }) {
    this.#ports = ports
  }

  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head))
  }

  connectedAgents(): readonly Id<'agent'>[] {
    return [...this.#live.keys()]
  }

  pump(agent: Id<'agent'>): void {
    this.#live.get(agent)?.pump()
  }

  /** Ends a revoked agent's session at once. */
  revoke(agent: Id<'agent'>): void {
    const session = this.#live.get(agent)
    session?.goaway('revoked')
    session?.end('unauthorized')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.#all) {
      session.goaway('restarting', 1_000)
      session.end('closed')
    }
    await Promise.all([...this.#all].map((session) => session.ended))
    this.#server.close()
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const address = request.socket.remoteAddress ?? ''
    const isOurs =
      new URL(request.url ?? '/', 'http://localhost').pathname === sessionPath &&
      (request.headers['sec-websocket-protocol'] ?? '').includes(subprotocol)
    if (!isOurs) return refuse(socket, '404 Not Found')
    if ((this.#halfOpen.get(address) ?? 0) >= maxHalfOpenPerAddress) return refuse(socket, '503 Service Unavailable', 'Retry-After: 5\r\n')
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#open(webSocket, address))
  }

  #open(socket: WebSocket, address: string): void {
    this.#halfOpen.set(address, (this.#halfOpen.get(address) ?? 0) + 1)
    const release = once(() => this.#halfOpen.set(address, Math.max(0, (this.#halfOpen.get(address) ?? 1) - 1)))
    const session = new AgentSession(socket, this.#ports)
    this.#all.add(session)
    void session.welcomed.then((agent) => (release(), this.#admit(agent, session)))
    void session.ended.then((reason) => (release(), this.#forget(session, reason)))
  }

  #admit(agent: Id<'agent'>, session: AgentSession): void {
    const older = this.#live.get(agent)
    this.#live.set(agent, session)
    older?.goaway('superseded')
    older?.end('closed')
    this.#ports.log.info({ agent }, 'agent connected')
    this.#ports.connected(agent)
  }

  #forget(session: AgentSession, reason: string): void {
    this.#all.delete(session)
    if (session.agent !== undefined && this.#live.get(session.agent) === session) this.#live.delete(session.agent)
    this.#ports.log.info({ agent: session.agent, reason }, 'agent session ended')
  }
}

function refuse(socket: Duplex, status: string, headers = ''): void {
  socket.end(`HTTP/1.1 ${status}\r\n${headers}Connection: close\r\nContent-Length: 0\r\n\r\n`)
}

function once(action: () => void): () => void {
  let isDone = false
  return () => {
    if (!isDone) action()
    isDone = true
  }
}
