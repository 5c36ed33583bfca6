import { hashLength, nodeHash } from './merkle.ts'
import type { NodeRef } from './tree-path.ts'

/** Hashes in a full tile (C2SP tlog-tiles). */
export const tileWidth = 256
const tileHeight = 8

export interface TileRef {
  readonly level: number
  readonly index: number
}

/** A tile's bytes: its hashes one after the other, fewer than 256 at the right edge of the tree. */
export interface Tile extends TileRef {
  readonly hashes: Uint8Array
}

/** The tile from which a node's hash can be had. A node at the top of a full tile is found one tile level up. */
export function tileOf(node: NodeRef): TileRef {
  const { level, first } = locate(node)
  return { level, index: Math.floor(first / tileWidth) }
}

/** Hash of a node, worked out from the tile that `tileOf` names. @throws RangeError when the tile does not reach that far */
export function nodeFromTile(node: NodeRef, tile: Uint8Array): Uint8Array {
  const { first, count } = locate(node)
  const start = (first % tileWidth) * hashLength
  const end = start + count * hashLength
  if (end > tile.length) throw new RangeError(`the tile ends at ${tile.length} bytes, before node ${node.level}/${node.index}`)
  return perfectRoot(tile.subarray(start, end))
}

/** The unfinished tile of each level, level 0 first; a level without one, or past the end, holds no bytes. */
export type Edge = readonly Uint8Array[]

/** The rows of tiles that appending leaf hashes to a tree writes, and the edge after it. */
export function appendToTiles(size: number, edge: Edge, leafHashes: readonly Uint8Array[]): { tiles: readonly Tile[]; edge: Edge } {
  const tiles: Tile[] = []
  const after: Uint8Array[] = [...edge]
  let added = leafHashes
  for (let level = 0; added.length > 0; level++) {
    const width = tileWidth ** level
    const written = growTiles({ level, index: Math.floor(size / width / tileWidth), hashes: edge[level] ?? new Uint8Array() }, added)
    tiles.push(...written)
    const last = written.at(-1)
    after[level] = last === undefined || isFull(last) ? new Uint8Array() : last.hashes
    added = written.filter(isFull).map((tile) => perfectRoot(tile.hashes))
  }
  return { tiles, edge: after }
}

/** Refs of the unfinished tiles of a tree, one per level that has one: what `appendToTiles` takes as its edge. */
export function edgeTiles(size: number): readonly TileRef[] {
  const refs: TileRef[] = []
  for (let level = 0, rest = size; rest > 0; level++, rest = Math.floor(rest / tileWidth))
    if (rest % tileWidth > 0) refs.push({ level, index: Math.floor(rest / tileWidth) })
  return refs
}

/** Path under a log's prefix, `tile/<L>/<N>[.p/<W>]`, N in groups of three digits. */
export function tilePath(kind: 'entries' | number, index: number, width: number): string {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0')
  const groups = digits.match(/\d{3}/g) ?? []
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
  return `tile/${kind}/${path}${width < tileWidth ? `.p/${width}` : ''}`
}

function locate(node: NodeRef): { level: number; first: number; count: number } {
  const count = 2 ** (node.level % tileHeight)
  return { level: Math.floor(node.level / tileHeight), first: node.index * count, count }
}

function growTiles(tile: Tile, added: readonly Uint8Array[]): readonly Tile[] {
  const bytes = Buffer.concat([tile.hashes, ...added])
  const full = tileWidth * hashLength
  return Array.from({ length: Math.ceil(bytes.length / full) }, (_, at) => ({
    level: tile.level,
    index: tile.index + at,
    hashes: bytes.subarray(at * full, (at + 1) * full),
  }))
}

function isFull(tile: Tile): boolean {
  return tile.hashes.length === tileWidth * hashLength
}

function perfectRoot(bytes: Uint8Array): Uint8Array {
  if (bytes.length === hashLength) return bytes
  const middle = bytes.length / 2
  return nodeHash(perfectRoot(bytes.subarray(0, middle)), perfectRoot(bytes.subarray(middle)))
}
