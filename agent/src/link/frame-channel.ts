import { encodeFrame, FrameDecoder } from '@rollcall/shared/wire/frame-codec'
import { wireLimits } from '@rollcall/shared/wire/frames'
import type { WebSocket } from 'ws'
import { LinkError } from './link-error.ts'

const mostWaiting = 64

/** Frames over one WebSocket, bounded both ways: reading pauses while frames wait, sending waits until the socket has taken each frame. */
export class FrameChannel implements AsyncDisposable {
  readonly #socket: WebSocket
  readonly #decoder = new FrameDecoder(wireLimits.preAuthBytes)
  readonly #waiting: unknown[] = []
  #wake = Promise.withResolvers<void>()
  #end: LinkError | undefined
  /** Called for each sign of life of the peer. */
  onLife: () => void = () => {}

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (chunk, isBinary) => this.#take(chunk, isBinary))
    socket.on('pong', () => this.onLife())
    socket.on('ping', () => this.onLife())
    socket.on('error', (cause) => this.fail(new LinkError('network', 'The connection broke.', { cause })))
    socket.on('close', () => this.fail(new LinkError('network', 'The connection was closed.')))
  }

  /** The peer has proved who it is: frames may be large from now on. */
  trustPeer(): void {
    this.#decoder.maxBytes = wireLimits.frameBytes
  }

  /** The next frame, not yet parsed by schema. @throws LinkError when the channel has ended */
  async next(): Promise<unknown> {
    for (;;) {
      if (this.#waiting.length > 0) return this.#shift()
      if (this.#end !== undefined) throw this.#end
      await this.#wake.promise
    }
  }

  /** Resolves when the socket has taken the frame. @throws LinkError */
  async send(frame: unknown): Promise<void> {
    if (this.#end !== undefined) throw this.#end
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const taken = (cause?: Error | null) => (cause ? reject(new LinkError('network', 'The connection broke.', { cause })) : resolve())
    this.#socket.send(encodeFrame(frame), { binary: true }, taken)
    await promise
  }

  ping(): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping()
  }

  /** Ends the channel at once; the first reason counts. */
  fail(reason: LinkError): void {
    this.#end ??= reason
    this.#socket.terminate()
    this.#notify()
  }

  get ended(): LinkError | undefined {
    return this.#end
  }

  /** Closes politely, and by force when the peer does not answer. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#end === undefined) this.#socket.close(1000)
    const closed = this.#socket.readyState === this.#socket.CLOSED ? Promise.resolve() : onceClosed(this.#socket)
    const timer = setTimeout(() => this.#socket.terminate(), 1_000)
    await closed
    clearTimeout(timer)
  }

  #take(chunk: unknown, isBinary: boolean): void {
    this.onLife()
    if (!isBinary || !Buffer.isBuffer(chunk))
      return this.fail(new LinkError('protocol', 'The peer sent something that is not a binary frame.'))
    if (chunk.length > this.#decoder.maxBytes + 4) return this.fail(new LinkError('protocol', 'The peer sent a message that is too large.'))
    try {
      this.#waiting.push(...this.#decoder.push(chunk))
    } catch (cause) {
      return this.fail(new LinkError('protocol', 'The peer sent a frame that cannot be read.', { cause }))
    }
    if (this.#waiting.length > mostWaiting) this.#socket.pause()
    this.#notify()
  }

  #shift(): unknown {
    const frame = this.#waiting.shift()
    if (this.#waiting.length <= mostWaiting && this.#socket.isPaused) this.#socket.resume()
    return frame
  }

  #notify(): void {
    this.#wake.resolve()
    this.#wake = Promise.withResolvers<void>()
  }
}

function onceClosed(socket: WebSocket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  socket.once('close', () => resolve())
  return promise
}
