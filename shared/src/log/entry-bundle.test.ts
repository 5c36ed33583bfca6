import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBundle, encodeBundle } from './entry-bundle.ts'

test('leaves survive a bundle', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 256 }), (leaves) => {
      expect(decodeBundle(encodeBundle(leaves)).map((leaf) => [...leaf])).toEqual(leaves.map((leaf) => [...leaf]))
    }),
    { numRuns: 30 },
  )
})

test('each leaf stands behind its length, big end first', () => {
  expect([...encodeBundle([Buffer.from('ab'), Buffer.of()])]).toEqual([0, 2, 97, 98, 0, 0])
})

test('a bundle that is cut short or holds a 257th leaf is refused', () => {
  expect(() => decodeBundle(Buffer.of(0, 3, 1))).toThrow(RangeError)
  expect(() => decodeBundle(Buffer.of(0))).toThrow(RangeError)
  expect(() => decodeBundle(Buffer.alloc(257 * 2))).toThrow(RangeError)
  expect(() => encodeBundle([Buffer.alloc(65_536)])).toThrow(RangeError)
})
