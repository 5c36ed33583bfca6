import type { EntityManager } from '@mikro-orm/sql'
import { toId } from '@rollcall/shared/ids'
import { lockLedger } from '../ledger/lock-ledger.ts'
import type { Ports } from '../ports.ts'
import { parsePolicy } from './parse-policy.ts'
import type { PolicyUpload } from './policy-upload.ts'
import { PolicyVersion } from './policy-version.entity.ts'
import { type SavedPolicy, savedPolicy } from './saved-policy.ts'

export interface PolicyMoment {
  readonly at: Date
  readonly random: Ports['random']
}

/** Checks a document and keeps it as a version that is not in force. @throws PolicyError */
export async function saveDraft(ports: Ports, upload: PolicyUpload): Promise<SavedPolicy> {
  parsePolicy(upload.document)
  return ports.database.transact(async (em) => {
    await lockLedger(em, upload.organization)
    const moment = { at: ports.now(), random: ports.random }
    const { version, isNew } = await draftPolicy(em, upload, moment)
    return savedPolicy(em, version, isNew ? 'drafted' : 'unchanged')
  })
}

/** The draft of a document on top of the version in force; the version itself when it is in force, letter for letter. @throws PolicyError */
export async function draftPolicy(
  em: EntityManager,
  { organization, member, document }: PolicyUpload,
  { at, random }: PolicyMoment,
): Promise<{ readonly version: PolicyVersion; readonly isNew: boolean }> {
  const { digest } = parsePolicy(document)
  const base = await em.findOne(PolicyVersion, { organization, active: true })
  const same = { organization, digest, document }
  const twin =
    base?.document === document
      ? base
      : await em.findOne(PolicyVersion, { ...same, activatedAt: null, active: false, basedOn: base?.id ?? null })
  if (twin !== null) return { version: twin, isNew: false }
  const last = await em.findOne(PolicyVersion, { organization }, { orderBy: { number: 'desc' } })
  const version = em.create(PolicyVersion, {
    ...same,
    id: toId('policy', random(16)),
    number: (last?.number ?? 0) + 1,
    active: false,
    activatedAt: null,
    activatedBy: null,
    basedOn: base?.id ?? null,
    createdBy: member,
    createdAt: at,
  })
  return { version, isNew: true }
}
