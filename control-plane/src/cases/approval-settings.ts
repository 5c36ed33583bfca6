import type { EntityManager } from '@mikro-orm/sql'
import { activePolicy, policyByDigest } from '../policy/active-policy.ts'
import { defaultPolicySettings } from '../policy/default-settings.ts'
import type { ApprovalSettings } from '../policy/policy.ts'
import type { Case } from './case.entity.ts'

/** Who agrees to parts of a case: as the policy version says that it was opened under. */
export async function approvalSettings(
  em: EntityManager,
  { organization, policyDigest }: Pick<Case, 'organization' | 'policyDigest'>,
): Promise<ApprovalSettings> {
  const policy = (await policyByDigest(em, organization, policyDigest)) ?? (await activePolicy(em, organization))?.policy
  return (policy ?? defaultPolicySettings).approvals
}
