import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { sql } from 'kysely'
import { rowsOf } from '../database/rows-of.ts'
import { PolicyVersion } from '../policy/policy-version.entity.ts'

/** Organizations with a policy in force: nobody else's people are planned. */
export async function plannedOrganizations(em: EntityManager): Promise<readonly Id<'organization'>[]> {
  const versions = await rowsOf(em, PolicyVersion).select('organization').where(sql<boolean>`active`).execute()
  return versions.map(({ organization }) => organization)
}
