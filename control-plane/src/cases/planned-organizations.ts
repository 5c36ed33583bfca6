import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { PolicyVersion } from '../policy/policy-version.entity.ts'

/** Organizations with a policy in force: nobody else's people are planned. */
export async function plannedOrganizations(em: EntityManager): Promise<readonly Id<'organization'>[]> {
  const versions = await em.find(PolicyVersion, { active: true }, { fields: ['organization'] })
  return versions.map(({ organization }) => organization)
}
