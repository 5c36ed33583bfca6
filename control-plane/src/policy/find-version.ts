import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { PolicyVersion } from './policy-version.entity.ts'
import { PolicyVersionError } from './policy-version-error.ts'

export interface VersionCommand {
  readonly organization: Id<'organization'>
  readonly member: Id<'member'>
  readonly version: number
}

/** @throws PolicyVersionError */
export async function findVersion(
  em: EntityManager,
  { organization, version: number }: Pick<VersionCommand, 'organization' | 'version'>,
): Promise<PolicyVersion> {
  const version = await em.findOne(PolicyVersion, { organization, number })
  if (version === null) throw new PolicyVersionError('not_found', 'there is no such version of the policy: see rollcall policy list')
  return version
}
