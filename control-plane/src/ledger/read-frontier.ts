import type { EntityManager } from '@mikro-orm/sql'
import type { Frontier } from '@rollcall/shared/log/frontier'
import { frontierPath } from '@rollcall/shared/log/tree-path'
import { readNodes } from './read-nodes.ts'

/** The frontier that an organization's log had at a size it has passed. */
export async function readFrontier(em: EntityManager, organization: string, size: number): Promise<Frontier> {
  const path = frontierPath(size)
  const hashOf = await readNodes(em, organization, path)
  return { size, hashes: path.map(hashOf) }
}
