import { once } from 'node:events'
import { encodeFrame, FrameDecoder } from '@rollcall/shared/wire/frame-codec'
import { subprotocol, wireLimits } from '@rollcall/shared/wire/frames'
import { WebSocket } from 'ws'
import { z } from 'zod'

const frameSchema = z.looseObject({ kind: z.string() })
export type HeardFrame = z.infer<typeof frameSchema>

/** The far end of a real socket: says what a test tells it to, well-behaved or not. */
export class TestPeer {
  readonly socket: WebSocket
  readonly heard: HeardFrame[] = []
  readonly #decoder = new FrameDecoder(wireLimits.frameBytes)
  readonly #news = new Set<() => void>()
  #taken = 0
  isClosed = false

  constructor(url: string, protocol = subprotocol) {
    this.socket = new WebSocket(url, protocol, { perMessageDeflate: false })
    this.socket.on('message', (chunk: Buffer) => {
      this.heard.push(...this.#decoder.push(chunk).map((frame) => frameSchema.parse(frame)))
      this.#tell()
    })
    this.socket.on('close', () => ((this.isClosed = true), this.#tell()))
    this.socket.on('error', () => this.#tell())
  }

  async opened(): Promise<this> {
    await once(this.socket, 'open')
    return this
  }

  send(frame: unknown): void {
    this.socket.send(encodeFrame(frame))
  }

  /** The next frame not taken yet; undefined once the connection has closed without one. */
  async next(): Promise<HeardFrame | undefined> {
    while (this.#taken >= this.heard.length && !this.isClosed) await this.#change()
    return this.heard[this.#taken++]
  }

  /** Reads on to a frame of this kind. */
  async take(kind: string): Promise<HeardFrame> {
    for (;;) {
      const frame = await this.next()
      if (frame === undefined)
        throw new Error(`the connection closed without a ${kind} frame; heard ${this.heard.map((one) => one.kind).join()}`)
      if (frame.kind === kind) return frame
    }
  }

  /** Resolves when the connection is closed; gives the code of the last goaway, if any. */
  async closed(): Promise<unknown> {
    while (!this.isClosed) await this.#change()
    return this.heard.findLast(({ kind }) => kind === 'goaway')?.['code']
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#news.add(resolve))
  }

  #tell(): void {
    for (const resolve of this.#news) resolve()
    this.#news.clear()
  }
}
