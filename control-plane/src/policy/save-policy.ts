import type { EntityManager } from '@mikro-orm/sql'
import { type Id, toId } from '@rollcall/shared/ids'
import { appendEntries } from '../ledger/append-entries.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import type { Ports } from '../ports.ts'
import { rescheduleWakeUps } from '../roster/reschedule-wake-ups.ts'
import { parsePolicy } from './parse-policy.ts'
import { PolicyVersion } from './policy-version.entity.ts'

export interface PolicyUpload {
  readonly organization: Id<'organization'>
  readonly member: Id<'member'>
  /** The YAML document. */
  readonly document: string
}

export interface SavedPolicy {
  /** `unchanged` when the document in force is this one, letter for letter. */
  readonly kind: 'saved' | 'unchanged'
  readonly id: Id<'policy'>
  readonly number: number
  readonly digest: string
}

/**
 * Checks a document and puts it in force as a new version. An edit is never retroactive by itself: it applies to people as HR changes them.
 * Only the instants at which somebody's access starts and ends are worked out again.
 * @throws PolicyError
 */
export async function savePolicy(ports: Ports, { organization, member, document }: PolicyUpload): Promise<SavedPolicy> {
  const policy = parsePolicy(document)
  const at = ports.now()
  const saved = await ports.database.transact(async (em): Promise<SavedPolicy> => {
    await lockLedger(em, organization)
    const last = await lastVersion(em, organization)
    if (last?.active === true && last.document === document)
      return { kind: 'unchanged', id: last.id, number: last.number, digest: last.digest }
    if (last !== null) last.active = false
    const id = toId('policy', ports.random(16))
    const number = (last?.number ?? 0) + 1
    em.create(PolicyVersion, { id, organization, number, digest: policy.digest, document, active: true, createdBy: member, createdAt: at })
    await em.flush()
    await appendEntries(em, organization, [{ t: 'policy.changed', pol: policy.digest, version: number, member }], {
      at,
      random: ports.random,
    })
    await rescheduleWakeUps(em, { organization, calendar: policy.calendar, at })
    return { kind: 'saved', id, number, digest: policy.digest }
  })
  if (saved.kind === 'saved') ports.wakeUps.notify('planning')
  return saved
}

async function lastVersion(em: EntityManager, organization: Id<'organization'>): Promise<PolicyVersion | null> {
  return em.findOne(PolicyVersion, { organization }, { orderBy: { number: 'desc' } })
}
