import type { EntityManager } from '@mikro-orm/sql'
import { isSameHuman } from '../organizations/is-same-human.ts'
import { activePolicy } from './active-policy.ts'
import type { PolicyVersion } from './policy-version.entity.ts'
import { PolicyVersionError } from './policy-version-error.ts'

/** Whether the policy in force lets this version take its place: a draft that lifts the rule of two is bound by it still. */
export async function isApproved(em: EntityManager, { organization, createdBy, approvedBy }: PolicyVersion): Promise<boolean> {
  const active = await activePolicy(em, organization)
  if (active?.policy.approvals.policyNeedsTwo !== true) return true
  for (const { member } of approvedBy) if (!(await isSameHuman(em, member, [createdBy]))) return true
  return false
}

/** @throws PolicyVersionError */
export async function requireApproval(em: EntityManager, version: PolicyVersion): Promise<void> {
  if (await isApproved(em, version)) return
  const approve = `rollcall policy approve ${version.number}`
  throw new PolicyVersionError('not_approved', `version ${version.number} needs somebody other than its author to agree: ${approve}`)
}
