import type { Envelope } from '@rollcall/shared/envelope/envelope'
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
import { ProtocolError, type SessionEnd, toGoaway, toSessionEnd } from './session-end.ts'
import type { SessionLimits } from './session-limits.ts'

/** What a session needs from the rest of the control plane. */
export interface SessionPorts {
  readonly controlPlane: string
  readonly trustVersion: number
  readonly limits: SessionLimits
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

/**
 * One connection of one agent: handshake, then numbered frames both ways until it ends. Frames are handled one at a time, in order, and an answer
 * is on its way before the next is handled: a peer that does not read is not read from either.
 */
export class AgentSession implements AsyncDisposable {
  readonly #socket: WebSocket
  readonly #ports: SessionPorts
  readonly #decoder = new FrameDecoder(wireLimits.preAuthBytes)
  readonly #serverNonce: string
  readonly #ended = Promise.withResolvers<SessionEnd>()
  readonly #welcomed = Promise.withResolvers<Id<'agent'>>()
  #agent: Id<'agent'> | undefined
  #isOver = false
  #received = 0
  #sent = 0
  #waiting = 0
  #work: Promise<void> = Promise.resolve()
  #pumping: Promise<void> = Promise.resolve()
  #silence: NodeJS.Timeout

  constructor(socket: WebSocket, ports: SessionPorts) {
    this.#socket = socket
    this.#ports = ports
    this.#serverNonce = ports.nonce()
    this.#silence = this.#endIn(ports.limits.handshakeMs)
    socket.on('message', (chunk: Buffer) => this.#take(chunk))
    socket.on('close', () => this.end({ reason: 'closed' }))
    socket.on('error', (error) => this.end({ reason: 'closed', error }))
    void this.#send({
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

  get ended(): Promise<SessionEnd> {
    return this.#ended.promise
  }

  /** Sends what the database holds for this agent and it has not been sent yet. */
  pump(): void {
    this.#pumping = this.#pumping.then(() => this.#pump()).catch((error: unknown) => this.end({ reason: 'failed', error }))
  }

  /** Says why, where there is somebody to tell, and closes. The first end counts. */
  end(end: SessionEnd): void {
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#silence)
    const goaway = toGoaway(end)
    if (goaway !== undefined) void this.#send(goaway)
    this.#socket.resume()
    this.#socket.close()
    setTimeout(() => this.#socket.terminate(), 2_000).unref()
    this.#ended.resolve(end)
  }

  /** Resolves when nothing of it is at work any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.end({ reason: 'restarting' })
    await Promise.all([this.#work, this.#pumping])
  }

  #endIn(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.end({ reason: 'silent' }), ms)
  }

  #take(chunk: Buffer): void {
    if (this.#isOver) return
    if (this.#agent !== undefined) this.#silence.refresh()
    try {
      for (const frame of this.#decoder.push(chunk)) this.#queue(frame)
    } catch (error) {
      this.end({ reason: 'protocol', error })
    }
  }

  #queue(frame: unknown): void {
    this.#waiting += 1
    if (this.#waiting >= this.#ports.limits.waitingFrames) this.#socket.pause()
    this.#work = this.#work
      .then(() => this.#handle(frame))
      .catch((error: unknown) => this.end(toSessionEnd(error, this.#agent !== undefined)))
      .finally(() => this.#forget())
  }

  #forget(): void {
    this.#waiting -= 1
    if (this.#socket.isPaused && this.#waiting < this.#ports.limits.waitingFrames / 2) this.#socket.resume()
  }

  async #handle(frame: unknown): Promise<void> {
    if (this.#isOver) return
    if (this.#agent === undefined) return this.#handshake(frame)
    const numbered = agentFrameSchema.safeParse(frame)
    if (numbered.success) return this.#receive(this.#agent, numbered.data)
    if (isNumbered(frame)) throw numbered.error
    return this.#hear(this.#agent, signalSchema.parse(frame))
  }

  async #handshake(frame: unknown): Promise<void> {
    const auth = await this.#ports.openAuth(frame, this.#serverNonce)
    const welcome = await this.#ports.welcome(auth)
    if (this.#isOver) return
    clearTimeout(this.#silence)
    this.#silence = this.#endIn(this.#ports.limits.silenceMs)
    this.#decoder.maxBytes = wireLimits.frameBytes
    this.#received = welcome.received
    this.#sent = auth.received
    this.#agent = auth.agent
    await this.#send({ kind: 'welcome', envelope: welcome.envelope })
    this.#welcomed.resolve(auth.agent)
    this.pump()
  }

  async #receive(agent: Id<'agent'>, frame: AgentFrame): Promise<void> {
    if (frame.sequence > this.#received + 1) throw new ProtocolError('gap', `frame ${frame.sequence} came after frame ${this.#received}`)
    if (frame.sequence === this.#received + 1) {
      await this.#ports.receive(agent, frame)
      this.#received = frame.sequence
    }
    await this.#send({ kind: 'ack', received: this.#received })
  }

  async #hear(agent: Id<'agent'>, signal: Signal): Promise<void> {
    if (signal.kind === 'heartbeat') return this.#send({ kind: 'heartbeat' })
    if (signal.kind === 'ack') return this.#ports.acknowledged(agent, signal.received)
    if (signal.kind === 'progress') return this.#ports.progress(agent, signal)
    if (signal.kind !== 'lease.renew') throw new ProtocolError('unexpected', `${signal.kind} is not an agent's to say`)
    const envelope = await this.#ports.renewLease(agent, signal.job, signal.fence)
    await this.#send(
      envelope === undefined ? { kind: 'lease.lost', job: signal.job, fence: signal.fence } : { kind: 'lease.held', envelope },
    )
  }

  async #pump(): Promise<void> {
    const agent = this.#agent
    if (agent === undefined) return
    for (;;) {
      const frames = await this.#ports.framesAfter(agent, this.#sent)
      if (frames.length === 0) return
      for (const frame of frames) {
        if (this.#isOver) return
        await this.#send(frame)
        this.#sent = frame.sequence
      }
    }
  }

  /** Resolves when the frame has left this process, or never will. */
  #send(frame: unknown): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.readyState !== WebSocket.OPEN) return resolve()
      this.#socket.send(encodeFrame(frame), () => resolve())
    })
  }
}

function isNumbered(frame: unknown): boolean {
  return typeof frame === 'object' && frame !== null && 'sequence' in frame
}
