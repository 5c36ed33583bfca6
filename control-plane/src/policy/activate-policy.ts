import type { EntityManager } from '@mikro-orm/sql'
import { lockLedger } from '../ledger/lock-ledger.ts'
import type { Ports } from '../ports.ts'
import { draftPolicy, type PolicyMoment } from './draft-policy.ts'
import { findVersion, type VersionCommand } from './find-version.ts'
import { PolicyVersion } from './policy-version.entity.ts'
import { PolicyVersionError } from './policy-version-error.ts'
import { putInForce } from './put-in-force.ts'
import { isApproved, requireApproval } from './require-approval.ts'
import { type SavedPolicy, savedPolicy } from './saved-policy.ts'

/**
 * Puts a draft in force. A version that was in force before comes back as a new one with its document. Never retroactive by itself: people are
 * planned by it as HR changes them. @throws PolicyVersionError
 */
export async function activatePolicy(ports: Ports, command: VersionCommand): Promise<SavedPolicy> {
  const saved = await ports.database.transact(async (em): Promise<SavedPolicy> => {
    await lockLedger(em, command.organization)
    const found = await findVersion(em, command)
    const moment = { at: ports.now(), random: ports.random }
    return activate(em, { found, member: command.member }, moment)
  })
  if (saved.kind === 'saved') ports.wakeUps.notify('planning')
  return saved
}

async function activate(
  em: EntityManager,
  { found, member }: { readonly found: PolicyVersion; readonly member: VersionCommand['member'] },
  moment: PolicyMoment,
): Promise<SavedPolicy> {
  if (found.active) return savedPolicy(em, found, 'unchanged')
  const isDraft = found.activatedAt == null
  const version = isDraft ? found : await bringBack(em, { found, member }, moment)
  if (isDraft) await refuseMoved(em, found)
  if (isDraft) await requireApproval(em, found)
  else if (!(await isApproved(em, version))) return savedPolicy(em, version, 'drafted')
  await putInForce(em, { version, member }, moment)
  return savedPolicy(em, version, 'saved')
}

async function bringBack(
  em: EntityManager,
  { found: { organization, document }, member }: { readonly found: PolicyVersion; readonly member: VersionCommand['member'] },
  moment: PolicyMoment,
): Promise<PolicyVersion> {
  const { version } = await draftPolicy(em, { organization, member, document }, moment)
  await em.flush()
  return version
}

/** What was looked at and approved was a change of one version, not of whatever came after it. */
async function refuseMoved(em: EntityManager, { organization, number, basedOn }: PolicyVersion): Promise<void> {
  const active = await em.findOne(PolicyVersion, { organization, active: true })
  if ((active?.id ?? null) !== (basedOn ?? null))
    throw new PolicyVersionError(
      'moved',
      `version ${active?.number ?? 0} came into force after version ${number} was drafted: look at "rollcall policy diff ${active?.number ?? 0} ${number}" and draft it anew`,
    )
}
