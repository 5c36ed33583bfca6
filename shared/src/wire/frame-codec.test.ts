import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeFrame, FrameDecoder } from './frame-codec.ts'
import { wireLimits } from './frames.ts'

test('frames survive however the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { maxLength: 8 }), fc.integer({ min: 1, max: 40 }), (frames, step) => {
      const stream = Buffer.concat(frames.map(encodeFrame))
      const decoder = new FrameDecoder(wireLimits.frameBytes)
      const read: unknown[] = []
      for (let at = 0; at < stream.length; at += step) read.push(...decoder.push(stream.subarray(at, at + step)))
      expect(read).toEqual(JSON.parse(JSON.stringify(frames)))
    }),
  )
})

test('a frame is its length in four bytes, big end first, and its JSON', () => {
  expect([...encodeFrame({})]).toEqual([0, 0, 0, 2, 0x7b, 0x7d])
})

test('a frame larger than allowed is refused by its length alone', () => {
  const decoder = new FrameDecoder(100)
  expect(() => decoder.push(Buffer.of(0, 0, 0, 101))).toThrow(RangeError)
  expect(() => encodeFrame('x'.repeat(wireLimits.frameBytes))).toThrow(RangeError)
})

test('bytes that are no JSON end the session', () => {
  expect(() => new FrameDecoder(100).push(Buffer.of(0, 0, 0, 1, 0x7b))).toThrow(SyntaxError)
})
