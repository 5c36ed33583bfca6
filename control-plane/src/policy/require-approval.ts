import type { EntityManager } from '@mikro-orm/sql'
import { activePolicy } from './active-policy.ts'
import type { PolicyVersion } from './policy-version.entity.ts'
import { PolicyVersionError } from './policy-version-error.ts'

/** Whether the policy in force lets this version take its place: a draft that lifts the rule of two is bound by it still. */
export async function isApproved(em: EntityManager, { organization, createdBy, approvedBy }: PolicyVersion): Promise<boolean> {
  const active = await activePolicy(em, organization)
  return active?.policy.approvals.policyNeedsTwo !== true || approvedBy.some(({ member }) => member !== createdBy)
}

/** @throws PolicyVersionError */
export async function requireApproval(em: EntityManager, version: PolicyVersion): Promise<void> {
  if (await isApproved(em, version)) return
  const approve = `rollcall policy approve ${version.number}`
  throw new PolicyVersionError('not_approved', `version ${version.number} needs somebody other than its author to agree: ${approve}`)
}
