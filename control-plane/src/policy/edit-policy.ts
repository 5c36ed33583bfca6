import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { lockLedger } from '../ledger/lock-ledger.ts'
import type { Ports } from '../ports.ts'
import { draftPolicy } from './draft-policy.ts'
import { editDocument, type PolicyEdit } from './edit-document.ts'
import { PolicyVersion } from './policy-version.entity.ts'
import { PolicyVersionError } from './policy-version-error.ts'
import { type SavedPolicy, savedPolicy } from './saved-policy.ts'

export interface PolicyEditing {
  readonly organization: Id<'organization'>
  readonly member: Id<'member'>
  /** Digest of the version that the edits are made to: the one in force, or a draft on top of it. */
  readonly base: string
  readonly edits: readonly PolicyEdit[]
}

/** Changes a version piece by piece: the result is a draft of its own. @throws PolicyError, PolicyVersionError */
export async function editPolicy(ports: Ports, { organization, member, base, edits }: PolicyEditing): Promise<SavedPolicy> {
  return ports.database.transact(async (em): Promise<SavedPolicy> => {
    await lockLedger(em, organization)
    const found = await findBase(em, { organization, digest: base })
    const document = editDocument(found.document, edits)
    const { version, isNew } = await draftPolicy(em, { organization, member, document }, { at: ports.now(), random: ports.random })
    return savedPolicy(em, version, isNew ? 'drafted' : 'unchanged')
  })
}

async function findBase(em: EntityManager, version: Pick<PolicyVersion, 'organization' | 'digest'>): Promise<PolicyVersion> {
  const active = await em.findOne(PolicyVersion, { organization: version.organization, active: true })
  if (active?.digest === version.digest) return active
  const draft = await em.findOne(
    PolicyVersion,
    { ...version, active: false, activatedAt: null, basedOn: active?.id ?? null },
    { orderBy: { number: 'desc' } },
  )
  if (draft === null)
    throw new PolicyVersionError('moved', 'this is neither the version in force nor a draft on top of it: look again and edit that')
  return draft
}
