import { appendEntries } from '../ledger/append-entries.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import { isSameHuman } from '../organizations/is-same-human.ts'
import type { Ports } from '../ports.ts'
import { findVersion, type VersionCommand } from './find-version.ts'
import { PolicyVersionError } from './policy-version-error.ts'

/** Somebody other than the author agrees to a draft, once. @throws PolicyVersionError */
export async function approvePolicy(ports: Ports, command: VersionCommand): Promise<void> {
  const { organization, member } = command
  const at = ports.now()
  await ports.database.transact(async (em) => {
    await lockLedger(em, organization)
    const version = await findVersion(em, command)
    if (version.activatedAt != null) throw new PolicyVersionError('wrong_state', 'only a draft can be approved: this version was in force')
    if (await isSameHuman(em, member, [version.createdBy]))
      throw new PolicyVersionError('own_draft', 'you wrote this draft: somebody else has to look at it')
    if (version.approvedBy.some((approval) => approval.member === member)) return
    version.approvedBy = [...version.approvedBy, { member, at: at.toISOString() }]
    await em.flush()
    await appendEntries(em, organization, [{ t: 'policy.approved', pol: version.digest, version: version.number, member }], {
      at,
      random: ports.random,
    })
  })
}
