import { emptyRoot, foldHashes, nodeHash } from './merkle.ts'

/** All that appending needs of a tree: the roots of its perfect subtrees, widest first. One hash per set bit of `size`. */
export interface Frontier {
  readonly size: number
  readonly hashes: readonly Uint8Array[]
}

export const emptyFrontier: Frontier = { size: 0, hashes: [] }

/** The frontier of the tree with one more leaf. */
export function extendFrontier(frontier: Frontier, leafHash: Uint8Array): Frontier {
  const hashes = [...frontier.hashes]
  let carried = leafHash
  for (let rest = frontier.size; rest % 2 === 1; rest = (rest - 1) / 2) {
    const left = hashes.pop()
    if (left === undefined) throw new RangeError(`a frontier of size ${frontier.size} needs more than ${frontier.hashes.length} hashes`)
    carried = nodeHash(left, carried)
  }
  return { size: frontier.size + 1, hashes: [...hashes, carried] }
}

export function rootOf(frontier: Frontier): Uint8Array {
  return frontier.size === 0 ? emptyRoot : foldHashes(frontier.hashes)
}

/** True when the number of hashes is the one that the size demands. */
export function isFrontier(frontier: Frontier): boolean {
  return Number.isSafeInteger(frontier.size) && frontier.size >= 0 && frontier.hashes.length === countOnes(frontier.size)
}

function countOnes(size: number): number {
  let ones = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2
  return ones
}
