import { wireLimits } from './frames.ts'

/** 4-byte big-endian length, then UTF-8 JSON: the framing of a byte stream, so that it survives an inner TLS unchanged. */
export function encodeFrame(frame: unknown): Uint8Array {
  const body = Buffer.from(JSON.stringify(frame), 'utf8')
  if (body.length > wireLimits.frameBytes) throw new RangeError(`a frame of ${body.length} bytes is larger than ${wireLimits.frameBytes}`)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  return Buffer.concat([length, body])
}

/** Cuts a byte stream into frames. Memory is bounded by `maxBytes`. */
export class FrameDecoder {
  #buffer: Buffer = Buffer.alloc(0)
  /** Raised once the peer has proved who it is. */
  maxBytes: number

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  /** Parsed JSON of every frame now complete. @throws RangeError on an oversized frame, SyntaxError on bad JSON: both end the session */
  push(chunk: Uint8Array): readonly unknown[] {
    this.#buffer = Buffer.concat([this.#buffer, chunk])
    const frames: unknown[] = []
    while (this.#buffer.length >= 4) {
      const length = this.#buffer.readUInt32BE(0)
      if (length > this.maxBytes) throw new RangeError(`a frame of ${length} bytes is larger than ${this.maxBytes}`)
      if (this.#buffer.length < 4 + length) break
      frames.push(JSON.parse(this.#buffer.toString('utf8', 4, 4 + length)))
      this.#buffer = this.#buffer.subarray(4 + length)
    }
    return frames
  }
}
