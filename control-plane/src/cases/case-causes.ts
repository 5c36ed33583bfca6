import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { Case } from './case.entity.ts'

/** What a case's jobs are bound to: the policy version and the plan that were decided. */
export async function caseCauses(em: EntityManager, id: Id<'case'>): Promise<{ policyDigest: string; planHash: string }> {
  const { policyDigest, saltedPlanHash } = await em.findOneOrFail(Case, { id })
  return { policyDigest, planHash: saltedPlanHash }
}
