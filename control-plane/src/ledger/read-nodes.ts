import type { EntityManager } from '@mikro-orm/sql'
import { nodeFromTile, tileOf } from '@rollcall/shared/log/tiles'
import type { NodeRef } from '@rollcall/shared/log/tree-path'
import { ledgerTables } from './ledger-tables.ts'
import { readTiles } from './read-tiles.ts'

/** Hashes of some nodes of an organization's tree, from the fewest tiles. */
export async function readNodes(
  em: EntityManager,
  organization: string,
  nodes: readonly NodeRef[],
): Promise<(node: NodeRef) => Uint8Array> {
  const refs = new Map(nodes.map(tileOf).map((ref) => [`${ref.level}/${ref.index}`, ref]))
  const tileBytes = await readTiles(ledgerTables(em), organization, [...refs.values()])
  return (node) => nodeFromTile(node, tileBytes(tileOf(node)))
}
