import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasSpecs, readSpec, specNote } from '../../test/spec-folder.ts'
import { definedRoot, frontierOf, numberedLeaves, treeSizes } from '../../test/trees.ts'
import { emptyFrontier, isFrontier, rootOf } from './frontier.ts'

test('the empty tree has the SHA-256 of nothing as its root', () => {
  expect(Buffer.from(rootOf(emptyFrontier)).toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
})

test('a frontier grown leaf by leaf has the root that RFC 6962 defines', () => {
  fc.assert(
    fc.property(treeSizes, (size) => {
      const frontier = frontierOf(numberedLeaves(size))
      expect(Buffer.from(rootOf(frontier))).toEqual(Buffer.from(definedRoot(numberedLeaves(size))))
      expect(isFrontier(frontier)).toBe(true)
    }),
  )
})

test('a frontier with a hash too many or too few for its size is told apart', () => {
  const { size, hashes } = frontierOf(numberedLeaves(5))
  expect(isFrontier({ size, hashes: hashes.slice(1) })).toBe(false)
  expect(isFrontier({ size: size + 1, hashes: [...hashes, ...hashes] })).toBe(false)
  expect(isFrontier({ size: -1, hashes: [] })).toBe(false)
})

test.skipIf(!hasSpecs)(`the classic eight leaves have the classic roots${specNote}`, () => {
  const { leavesHex, rootsHex } = JSON.parse(readSpec('rfc6962-merkle/reference-tree.json').toString())
  for (const [size, root] of rootsHex.entries()) {
    const leaves = leavesHex.slice(0, size).map((hex: string) => Buffer.from(hex, 'hex'))
    expect(Buffer.from(rootOf(frontierOf(leaves))).toString('hex')).toBe(root)
  }
})
