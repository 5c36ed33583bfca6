import { equalHashes, foldHashes, hashLength, nodeHash } from './merkle.ts'
import type { NodeRef, PathStep } from './tree-path.ts'

/** Fills a path with hashes; `hashOf` gives the hash of a perfect subtree. */
export function buildProof(path: readonly PathStep[], hashOf: (node: NodeRef) => Uint8Array): readonly Uint8Array[] {
  return path.map((step) => foldHashes(step.map(hashOf)))
}

export interface InclusionClaim {
  readonly index: number
  readonly size: number
  readonly leafHash: Uint8Array
  readonly root: Uint8Array
  readonly proof: readonly Uint8Array[]
}

/** RFC 9162 §2.1.3.2. Anything out of place, also a hash of another length, is false. */
export function verifyInclusion({ index, size, leafHash, root, proof }: InclusionClaim): boolean {
  if (!isIndex(index) || !isIndex(size) || index >= size || !areHashes([leafHash, root, ...proof])) return false
  let node = index
  let last = size - 1
  let hash = leafHash
  for (const sibling of proof) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash)
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, half(last)]
    } else {
      hash = nodeHash(hash, sibling)
    }
    ;[node, last] = [half(node), half(last)]
  }
  return last === 0 && equalHashes(hash, root)
}

export interface ConsistencyClaim {
  readonly from: number
  readonly to: number
  readonly fromRoot: Uint8Array
  readonly toRoot: Uint8Array
  readonly proof: readonly Uint8Array[]
}

/** RFC 9162 §2.1.4.2. False from size 0 too: every tree extends the empty one, so such a proof says nothing. */
export function verifyConsistency({ from, to, fromRoot, toRoot, proof }: ConsistencyClaim): boolean {
  if (!isIndex(from) || !isIndex(to) || from < 1 || from > to || !areHashes([fromRoot, toRoot, ...proof])) return false
  if (from === to) return proof.length === 0 && equalHashes(fromRoot, toRoot)
  const [first, ...rest] = isPowerOfTwo(from) ? [fromRoot, ...proof] : proof
  if (first === undefined || proof.length === 0) return false
  let [node, last] = [from - 1, to - 1]
  while (node % 2 === 1) [node, last] = [half(node), half(last)]
  let [old, current] = [first, first]
  for (const hash of rest) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      ;[old, current] = [nodeHash(hash, old), nodeHash(hash, current)]
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, half(last)]
    } else {
      current = nodeHash(current, hash)
    }
    ;[node, last] = [half(node), half(last)]
  }
  return last === 0 && equalHashes(old, fromRoot) && equalHashes(current, toRoot)
}

function half(value: number): number {
  return Math.floor(value / 2)
}

function isIndex(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

function isPowerOfTwo(value: number): boolean {
  return 2 ** Math.round(Math.log2(value)) === value
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every((hash) => hash.length === hashLength)
}
