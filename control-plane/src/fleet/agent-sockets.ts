import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Id } from '@rollcall/shared/ids'
import { subprotocol, wireLimits } from '@rollcall/shared/wire/frames'
import type { Logger } from 'pino'
import { type WebSocket, WebSocketServer } from 'ws'
import { AgentSession, type SessionPorts } from './agent-session.ts'
import { HalfOpen } from './half-open.ts'
import { describeEnd, type SessionEnd } from './session-end.ts'

export const sessionPath = '/agent/v1/session'

export interface SocketPorts extends SessionPorts {
  readonly log: Logger
  connected(agent: Id<'agent'>): void
}

/** Every live agent session of this process: at most one per agent, the newest. */
export class AgentSockets implements AsyncDisposable {
  readonly #live = new Map<Id<'agent'>, AgentSession>()
  readonly #all = new Set<AgentSession>()
  readonly #halfOpen: HalfOpen
  readonly #ports: SocketPorts
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: wireLimits.frameBytes + 4,
    maxFragments: wireLimits.maxFragments,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  })

  constructor(ports: SocketPorts) {
    this.#ports = ports
    this.#halfOpen = new HalfOpen(ports.limits)
  }

  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head))
  }

  connectedAgents(): readonly Id<'agent'>[] {
    return [...this.#live.keys()]
  }

  /** Sends an agent what waits for it, if this process holds its session. */
  pump(agent: string): void {
    for (const [id, session] of this.#live) if (id === agent) session.pump()
  }

  /** Ends a revoked agent's session at once. */
  revoke(agent: Id<'agent'>): void {
    this.#live.get(agent)?.end({ reason: 'revoked' })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#all].map((session) => session[Symbol.asyncDispose]()))
    this.#server.close()
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const address = request.socket.remoteAddress ?? ''
    if (URL.parse(request.url ?? '', 'http://localhost')?.pathname !== sessionPath) return refuse(socket, '404 Not Found')
    if (!offersOurProtocol(request)) return refuse(socket, '400 Bad Request')
    if (this.#halfOpen.isFull(address)) return refuse(socket, '503 Service Unavailable', 'Retry-After: 5\r\n')
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#open(webSocket, address))
  }

  #open(socket: WebSocket, address: string): void {
    const release = this.#halfOpen.add(address)
    const session = new AgentSession(socket, this.#ports)
    this.#all.add(session)
    void session.welcomed.then((agent) => (release(), this.#admit(agent, session)))
    void session.ended.then((end) => (release(), this.#forget(session, end)))
  }

  #admit(agent: Id<'agent'>, session: AgentSession): void {
    this.#live.get(agent)?.end({ reason: 'superseded' })
    this.#live.set(agent, session)
    this.#ports.log.info({ agent }, 'agent connected')
    this.#ports.connected(agent)
  }

  #forget(session: AgentSession, end: SessionEnd): void {
    this.#all.delete(session)
    if (session.agent !== undefined && this.#live.get(session.agent) === session) this.#live.delete(session.agent)
    const level = end.reason === 'failed' ? 'error' : end.reason === 'protocol' || end.reason === 'unauthorized' ? 'warn' : 'info'
    this.#ports.log[level]({ agent: session.agent, ...describeEnd(end) }, 'agent session ended')
  }
}

function offersOurProtocol({ headers }: IncomingMessage): boolean {
  return (headers['sec-websocket-protocol'] ?? '').split(',').some((offered) => offered.trim() === subprotocol)
}

function refuse(socket: Duplex, status: string, headers = ''): void {
  // Nobody else listens for errors of a socket that was to be upgraded, and an unheard one would end the process.
  socket.on('error', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\n${headers}Connection: close\r\nContent-Length: 0\r\n\r\n`)
}
