import { lockLedger } from '../ledger/lock-ledger.ts'
import type { Ports } from '../ports.ts'
import { draftPolicy } from './draft-policy.ts'
import { parsePolicy } from './parse-policy.ts'
import type { PolicyUpload } from './policy-upload.ts'
import { putInForce } from './put-in-force.ts'
import { isApproved } from './require-approval.ts'
import { type SavedPolicy, savedPolicy } from './saved-policy.ts'

/**
 * Checks a document and puts it in force as a new version, or keeps it as a draft where somebody else has to approve it first. An edit is never
 * retroactive by itself: it applies to people as HR changes them. Only the instants at which somebody's access changes are worked out again.
 * @throws PolicyError
 */
export async function savePolicy(ports: Ports, upload: PolicyUpload): Promise<SavedPolicy> {
  parsePolicy(upload.document)
  const moment = { at: ports.now(), random: ports.random }
  const saved = await ports.database.transact(async (em): Promise<SavedPolicy> => {
    await lockLedger(em, upload.organization)
    const { version, isNew } = await draftPolicy(em, upload, moment)
    if (version.active) return savedPolicy(em, version, 'unchanged')
    await em.flush()
    if (!(await isApproved(em, version))) return savedPolicy(em, version, isNew ? 'drafted' : 'unchanged')
    await putInForce(em, { version, member: upload.member }, moment)
    return savedPolicy(em, version, 'saved')
  })
  if (saved.kind === 'saved') ports.wakeUps.notify('planning')
  return saved
}
