import type { EntityManager } from '@mikro-orm/sql'
import { buildProof } from '@rollcall/shared/log/proofs'
import { inclusionPath } from '@rollcall/shared/log/tree-path'
import { readNodes } from './read-nodes.ts'

export interface InclusionRequest {
  readonly organization: string
  readonly indexes: readonly number[]
  readonly size: number
}

/** One RFC 6962 audit path per index, all in the tree of `size`, from one read of the tiles they share. @throws RangeError */
export async function proveInclusion(em: EntityManager, request: InclusionRequest): Promise<readonly (readonly Uint8Array[])[]> {
  const paths = request.indexes.map((index) => inclusionPath(index, request.size))
  const hashOf = await readNodes(em, request.organization, paths.flat(2))
  return paths.map((path) => buildProof(path, hashOf))
}
