import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { signCheckpoint as signNote } from '@rollcall/shared/log/checkpoint'
import { rootOf } from '@rollcall/shared/log/frontier'
import type { NoteSigner } from '@rollcall/shared/log/signed-note'
import { Organization } from '../organizations/organization.entity.ts'
import { readFrontier } from './read-frontier.ts'
import { readSize } from './read-size.ts'

export interface CheckpointRequest {
  readonly organization: Id<'organization'>
  /** Size that the log has or had; left out: now. */
  readonly size?: number
  readonly signer: NoteSigner
}

/** The log's word for its root at one size. One size has one root for ever, since entries and tiles are append-only, so no two of these disagree. */
export async function signCheckpoint(em: EntityManager, { organization, size, signer }: CheckpointRequest): Promise<string> {
  const { logOrigin } = await em.findOneOrFail(Organization, { id: organization })
  const frontier = await readFrontier(em, organization, size ?? (await readSize(em, organization)))
  return signNote({ origin: logOrigin, size: frontier.size, root: rootOf(frontier) }, [signer])
}
