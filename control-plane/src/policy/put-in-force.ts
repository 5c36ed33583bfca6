import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { appendEntries } from '../ledger/append-entries.ts'
import { rescheduleWakeUps } from '../roster/reschedule-wake-ups.ts'
import type { PolicyMoment } from './draft-policy.ts'
import { parsePolicy } from './parse-policy.ts'
import { PolicyVersion } from './policy-version.entity.ts'

/** The version takes the place of the one in force, under the ledger's lock; `requireApproval` comes first. Only the instants at which somebody's access changes are worked out again. */
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
