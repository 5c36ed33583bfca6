import fc from 'fast-check'
import { emptyFrontier, extendFrontier, type Frontier } from '../src/log/frontier.ts'
import { leafHash, nodeHash } from '../src/log/merkle.ts'
import type { NodeRef } from '../src/log/tree-path.ts'

/** The leaves `"0"`, `"1"`, … */
export function numberedLeaves(size: number): readonly Uint8Array[] {
  return Array.from({ length: size }, (_, index) => Buffer.from(String(index)))
}

export function frontierOf(leaves: readonly Uint8Array[]): Frontier {
  return leaves.reduce<Frontier>((frontier, leaf) => extendFrontier(frontier, leafHash(leaf)), emptyFrontier)
}

/** MTH(D[n]) by the definition of RFC 6962 §2.1, slow and plain: what the quick ways are held against. */
export function definedRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves
  if (leaves.length === 1 && only !== undefined) return leafHash(only)
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return nodeHash(definedRoot(leaves.slice(0, split)), definedRoot(leaves.slice(split)))
}

/** Hash of a perfect subtree over these leaves. */
export function nodeOf(leaves: readonly Uint8Array[]): (node: NodeRef) => Uint8Array {
  return ({ level, index }) => definedRoot(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level))
}

export const treeSizes = fc.integer({ min: 1, max: 70 })
