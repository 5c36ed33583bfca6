import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { PolicyVersion } from './policy-version.entity.ts'
import { isApproved } from './require-approval.ts'

export interface SavedPolicy {
  /** `saved` is in force from now on; `drafted` is new and not in force; `unchanged`: there was this very version already, letter for letter. */
  readonly kind: 'saved' | 'drafted' | 'unchanged'
  readonly id: Id<'policy'>
  readonly number: number
  readonly digest: string
  readonly isActive: boolean
  /** True for a draft that somebody else has to approve before it comes into force. */
  readonly needsApproval: boolean
}

/** What a command has made of a version. */
export async function savedPolicy(em: EntityManager, version: PolicyVersion, kind: SavedPolicy['kind']): Promise<SavedPolicy> {
  await em.flush()
  const { id, number, digest, active } = version
  return { kind, id, number, digest, isActive: active, needsApproval: !active && !(await isApproved(em, version)) }
}
