import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { appendEntries } from '../ledger/append-entries.ts'
import { rescheduleWakeUps } from '../roster/reschedule-wake-ups.ts'
import { draftPolicy, type PolicyMoment } from './draft-policy.ts'
import { parsePolicy } from './parse-policy.ts'
import type { PolicyUpload } from './policy-upload.ts'
import { PolicyVersion } from './policy-version.entity.ts'

/** Puts a document in force, whoever has approved it or not: callers ask `requireApproval` first. Under the ledger's lock. @throws PolicyError */
export async function putPolicyInForce(em: EntityManager, upload: PolicyUpload, moment: PolicyMoment): Promise<PolicyVersion> {
  const { version } = await draftPolicy(em, upload, moment)
  if (!version.active) await putInForce(em, { version, member: upload.member }, moment)
  return version
}

/** The version takes the place of the one in force. Only the instants at which somebody's access changes are worked out again. */
export async function putInForce(
  em: EntityManager,
  { version, member }: { readonly version: PolicyVersion; readonly member: Id<'member'> },
  { at, random }: PolicyMoment,
): Promise<void> {
  const { organization, number, digest } = version
  const old = await em.findOne(PolicyVersion, { organization, active: true })
  if (old !== null) old.active = false
  version.active = true
  version.activatedAt = at
  version.activatedBy = member
  await em.flush()
  await appendEntries(em, organization, [{ t: 'policy.changed', pol: digest, version: number, member }], { at, random })
  await rescheduleWakeUps(em, { organization, calendar: parsePolicy(version.document).calendar, at })
}
