import type { EntityManager } from '@mikro-orm/sql'
import { buildProof } from '@rollcall/shared/log/proofs'
import { consistencyPath } from '@rollcall/shared/log/tree-path'
import { readNodes } from './read-nodes.ts'

export interface ConsistencyRequest {
  readonly organization: string
  readonly from: number
  readonly to: number
}

/** The RFC 6962 proof that the tree of `to` only added to the tree of `from`; empty from size 0, which anything extends. */
export async function proveConsistency(em: EntityManager, { organization, from, to }: ConsistencyRequest): Promise<readonly Uint8Array[]> {
  if (from === 0) return []
  const path = consistencyPath(from, to)
  return buildProof(path, await readNodes(em, organization, path.flat()))
}
