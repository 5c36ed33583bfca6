import fc from 'fast-check'
import { expect, test } from 'vitest'
import { definedRoot, nodeOf, numberedLeaves } from '../../test/trees.ts'
import { leafHash } from './merkle.ts'
import { buildProof, verifyInclusion } from './proofs.ts'
import { appendToTiles, type Edge, edgeTiles, nodeFromTile, type TileRef, tileOf, tilePath } from './tiles.ts'
import { inclusionPath } from './tree-path.ts'

const key = ({ level, index }: TileRef): string => `${level}/${index}`

/** What a database keeps: the newest bytes of every tile. */
function storeInBatches(leaves: readonly Uint8Array[], batches: readonly number[]): { stored: Map<string, Uint8Array>; edge: Edge } {
  const stored = new Map<string, Uint8Array>()
  let edge: Edge = []
  let size = 0
  for (const batch of [...batches, leaves.length]) {
    const added = leaves.slice(size, size + batch).map(leafHash)
    const grown = appendToTiles(size, edge, added)
    for (const tile of grown.tiles) stored.set(key(tile), tile.hashes)
    edge = grown.edge
    size += added.length
  }
  return { stored, edge }
}

test('tiles give the same nodes however the leaves were batched', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 700 }),
      fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 5 }),
      fc.nat(),
      (size, batches, seed) => {
        const leaves = numberedLeaves(size)
        const { stored } = storeInBatches(leaves, batches)
        const index = seed % size
        const hashOf = (node: { level: number; index: number }): Uint8Array =>
          nodeFromTile(node, stored.get(key(tileOf(node))) ?? new Uint8Array())
        const proof = buildProof(inclusionPath(index, size), hashOf)
        expect(verifyInclusion({ index, size, leafHash: leafHash(leaves[index] ?? Buffer.of()), root: definedRoot(leaves), proof })).toBe(
          true,
        )
      },
    ),
    { numRuns: 25 },
  )
})

test('the edge names exactly the tiles that are not full', () => {
  const { stored, edge } = storeInBatches(numberedLeaves(70_000), [])
  // The example of C2SP tlog-tiles: 273 full tiles and one of 112; one full and one of 17 above; one of 1 on top.
  expect([...stored.keys()].filter((name) => name.startsWith('0/'))).toHaveLength(274)
  expect(stored.get('0/273')?.length).toBe(112 * 32)
  expect(stored.get('1/0')?.length).toBe(256 * 32)
  expect(stored.get('1/1')?.length).toBe(17 * 32)
  expect(stored.get('2/0')?.length).toBe(32)
  expect(edge.map((bytes) => bytes.length / 32)).toEqual([112, 17, 1])
  expect(edgeTiles(70_000)).toEqual([
    { level: 0, index: 273 },
    { level: 1, index: 1 },
    { level: 2, index: 0 },
  ])
})

test('a tree of exactly one full tile has a partial tile above it', () => {
  const { stored, edge } = storeInBatches(numberedLeaves(256), [])
  expect([...stored.entries()].map(([name, bytes]) => [name, bytes.length / 32])).toEqual([
    ['0/0', 256],
    ['1/0', 1],
  ])
  expect(edge.map((bytes) => bytes.length)).toEqual([0, 32])
  expect(Buffer.from(stored.get('1/0') ?? [])).toEqual(Buffer.from(nodeOf(numberedLeaves(256))({ level: 8, index: 0 })))
})

test('a node past the end of its tile is refused', () => {
  expect(() => nodeFromTile({ level: 1, index: 1 }, new Uint8Array(96))).toThrow(RangeError)
})

test('tile paths follow the C2SP spelling', () => {
  expect(tilePath(0, 1_234_067, 256)).toBe('tile/0/x001/x234/067')
  expect(tilePath('entries', 5, 112)).toBe('tile/entries/005.p/112')
})
