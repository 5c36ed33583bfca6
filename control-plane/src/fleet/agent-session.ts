import type { Envelope } from '@rollcall/shared/envelope/envelope'
import { EnvelopeError } from '@rollcall/shared/envelope/envelope'
import type { Id } from '@rollcall/shared/ids'
import { encodeFrame, FrameDecoder } from '@rollcall/shared/wire/frame-codec'
import {
  type AgentFrame,
  type Auth,
  agentFrameSchema,
  type ControlFrame,
  type Signal,
  signalSchema,
  subprotocol,
  wireLimits,
} from '@rollcall/shared/wire/frames'
import { WebSocket } from 'ws'
import { ZodError } from 'zod'
import { UnauthorizedAgentError } from './open-auth.ts'

/** What a session needs from the rest of the control plane. */
export interface SessionPorts {
  readonly controlPlane: string
  readonly trustVersion: number
  now(): Date
  nonce(): string
  openAuth(frame: unknown, serverNonce: string): Promise<Auth>
  welcome(auth: Auth): Promise<{ envelope: Envelope; received: number }>
  framesAfter(agent: Id<'agent'>, sequence: number): Promise<readonly ControlFrame[]>
  acknowledged(agent: Id<'agent'>, sequence: number): Promise<void>
  /** Takes one numbered frame, exactly once, in one transaction. */
  receive(agent: Id<'agent'>, frame: AgentFrame): Promise<void>
  renewLease(agent: Id<'agent'>, job: Id<'job'>, fence: number): Promise<Envelope | undefined>
  progress(agent: Id<'agent'>, signal: Extract<Signal, { kind: 'progress' }>): void
}

type Ended = 'closed' | 'unauthorized' | 'protocol' | 'silent' | 'failed'

/** One connection of one agent: handshake, then numbered frames both ways until it ends. Frames are handled one at a time, in order. */
export class AgentSession {
  readonly #socket: WebSocket
  readonly #ports: SessionPorts
  readonly #decoder = new FrameDecoder(wireLimits.preAuthBytes)
  readonly #serverNonce: string
  readonly #ended = Promise.withResolvers<Ended>()
  readonly #welcomed = Promise.withResolvers<Id<'agent'>>()
  #agent: Id<'agent'> | undefined
  #received = 0
  #sent = 0
  #work: Promise<void> = Promise.resolve()
  #pumping: Promise<void> = Promise.resolve()
  #silence: NodeJS.Timeout

  constructor(socket: WebSocket, ports: SessionPorts) {
    this.#socket = socket
    this.#ports = ports
    this.#serverNonce = ports.nonce()
    this.#silence = setTimeout(() => this.end('silent'), wireLimits.handshakeMs)
    socket.on('message', (chunk: Buffer) => this.#take(chunk))
    socket.on('close', () => this.end('closed'))
    socket.on('error', () => this.end('closed'))
    this.#send({
      kind: 'hello',
      protocols: [subprotocol],
      controlPlane: ports.controlPlane,
      serverNonce: this.#serverNonce,
      time: ports.now().toISOString(),
      trustVersion: ports.trustVersion,
    })
  }

  /** Set once the agent has proved who it is. */
  get agent(): Id<'agent'> | undefined {
    return this.#agent
  }

  /** Settles when the agent has proved who it is; never, when it does not. */
  get welcomed(): Promise<Id<'agent'>> {
    return this.#welcomed.promise
  }

  get ended(): Promise<Ended> {
    return this.#ended.promise
  }

  /** Sends what the database holds for this agent and it has not been sent yet. */
  pump(): void {
    this.#pumping = this.#pumping.then(() => this.#pump()).catch(() => this.end('failed'))
  }

  goaway(code: 'superseded' | 'revoked' | 'restarting' | 'unauthorized' | 'protocol', spreadMs = 0): void {
    this.#send({ kind: 'goaway', code, retryAfterMs: 0, spreadMs })
  }

  end(reason: Ended): void {
    clearTimeout(this.#silence)
    if (reason === 'unauthorized' || reason === 'protocol') this.goaway(reason)
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.close()
    setTimeout(() => this.#socket.terminate(), 2_000).unref()
    this.#ended.resolve(reason)
  }

  #take(chunk: Buffer): void {
    try {
      for (const frame of this.#decoder.push(chunk))
        this.#work = this.#work.then(() => this.#handle(frame)).catch((error: unknown) => this.end(reasonOf(error)))
    } catch {
      this.end('protocol')
    }
  }

  async #handle(frame: unknown): Promise<void> {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => this.end('silent'), wireLimits.silenceMs)
    if (this.#agent === undefined) return this.#handshake(frame)
    const numbered = agentFrameSchema.safeParse(frame)
    if (numbered.success) return this.#receive(this.#agent, numbered.data)
    return this.#hear(this.#agent, signalSchema.parse(frame))
  }

  async #handshake(frame: unknown): Promise<void> {
    const auth = await this.#ports.openAuth(frame, this.#serverNonce)
    const welcome = await this.#ports.welcome(auth)
    this.#decoder.maxBytes = wireLimits.frameBytes
    this.#received = welcome.received
    this.#sent = auth.received
    this.#send({ kind: 'welcome', envelope: welcome.envelope })
    this.#agent = auth.agent
    this.#welcomed.resolve(auth.agent)
    this.pump()
  }

  async #receive(agent: Id<'agent'>, frame: AgentFrame): Promise<void> {
    if (frame.sequence > this.#received + 1) return this.end('protocol')
    if (frame.sequence === this.#received + 1) {
      await this.#ports.receive(agent, frame)
      this.#received = frame.sequence
    }
    this.#send({ kind: 'ack', received: this.#received })
  }

  async #hear(agent: Id<'agent'>, signal: Signal): Promise<void> {
    if (signal.kind === 'heartbeat') return this.#send({ kind: 'heartbeat' })
    if (signal.kind === 'ack') return this.#ports.acknowledged(agent, signal.received)
    if (signal.kind === 'progress') return this.#ports.progress(agent, signal)
    if (signal.kind !== 'lease.renew') return this.end('protocol')
    const envelope = await this.#ports.renewLease(agent, signal.job, signal.fence)
    this.#send(envelope === undefined ? { kind: 'lease.lost', job: signal.job, fence: signal.fence } : { kind: 'lease.held', envelope })
  }

  async #pump(): Promise<void> {
    const agent = this.#agent
    if (agent === undefined) return
    for (
      let frames = await this.#ports.framesAfter(agent, this.#sent);
      frames.length > 0;
      frames = await this.#ports.framesAfter(agent, this.#sent)
    ) {
      for (const frame of frames) {
        this.#send(frame)
        this.#sent = frame.sequence
      }
    }
  }

  #send(frame: unknown): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(encodeFrame(frame))
  }
}

/** A peer's fault ends the session for the peer; our own fault ends it too, and the frame comes again on resume. */
function reasonOf(error: unknown): Ended {
  if (error instanceof UnauthorizedAgentError || error instanceof EnvelopeError) return 'unauthorized'
  return error instanceof ZodError || error instanceof SyntaxError ? 'protocol' : 'failed'
}
