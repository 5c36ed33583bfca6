import { sha256 } from '../digest.ts'

/** Bytes in every hash of the tree. */
export const hashLength = 32

const leafPrefix = Uint8Array.of(0)
const nodePrefix = Uint8Array.of(1)

/** Root of the tree without leaves: the SHA-256 of nothing (RFC 6962 §2.1). */
export const emptyRoot: Uint8Array = sha256()

export function leafHash(leaf: Uint8Array): Uint8Array {
  return sha256(leafPrefix, leaf)
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(nodePrefix, left, right)
}

/** Hash over neighbouring subtrees that grow smaller to the right, as they stand at the right edge of a tree. @throws RangeError for none */
export function foldHashes(hashes: readonly Uint8Array[]): Uint8Array {
  const last = hashes.at(-1)
  if (last === undefined) throw new RangeError('there is no hash to fold')
  return hashes.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last)
}

export function equalHashes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0
}
