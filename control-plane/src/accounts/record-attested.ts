import type { EntityManager } from '@mikro-orm/sql'
import type { CaseKind } from '@rollcall/shared/case-kinds'
import type { Account, AccountQuery } from '@rollcall/shared/connector/account'
import type { Id } from '@rollcall/shared/ids'
import type { Step } from '@rollcall/shared/job'
import { AccountRecord } from './account.entity.ts'
import { recordObservation } from './record-observation.ts'
import type { Sighting } from './store-account.ts'
import { userNameKey } from './user-name-key.ts'

export interface Attestation extends Sighting {
  readonly person: Id<'person'>
  readonly case: Id<'case'>
  readonly event: CaseKind
  readonly query: AccountQuery
  /** What somebody says that they did, in order. */
  readonly steps: readonly Step[]
}

/**
 * Takes somebody's word for what an account is like now, where nothing can read it: as it was known, with the steps done. An account of an app
 * without automation is known by its user name.
 */
export async function recordAttested(em: EntityManager, attestation: Attestation): Promise<void> {
  const { steps, query, case: ofCase, event, ...sighting } = attestation
  const known = await findKnown(em, attestation)
  const before = known === null ? blank(attestation) : toAccount(known)
  const account = steps.some(({ verb }) => verb === 'account.delete') ? null : steps.reduce(afterStep, before)
  const job = { case: ofCase, event, steps, stepOutcomes: steps.map(() => 'changed' as const) }
  await recordObservation(em, { ...sighting, query: { ...query, nativeId: before.nativeId }, account, created: false, job })
}

async function findKnown(em: EntityManager, { organization, app, query }: Attestation): Promise<AccountRecord | null> {
  const { nativeId, userName } = query
  if (nativeId !== undefined) return em.findOne(AccountRecord, { organization, app, nativeId })
  return em.findOne(AccountRecord, { organization, app, userNameKey: userNameKey(userName), present: true })
}

function blank({ query: { nativeId, userName }, person }: Attestation): Account {
  return { nativeId: nativeId ?? userName, userName, externalId: person, active: false, profile: {}, entitlements: [] }
}

function toAccount({ nativeId, userName, externalId, active, profile, entitlements }: AccountRecord): Account {
  return { nativeId, userName, ...(externalId == null ? {} : { externalId }), active, profile, entitlements }
}

function afterStep(account: Account, step: Step): Account {
  switch (step.verb) {
    case 'account.create':
      return { ...account, active: true, profile: step.draft.profile }
    case 'account.prepare':
      return { ...account, active: false, profile: step.draft.profile }
    case 'account.restore':
      return { ...account, active: true }
    case 'account.suspend':
      return { ...account, active: false }
    case 'account.rename':
      return { ...account, userName: step.userName }
    case 'profile.update':
      return { ...account, profile: { ...account.profile, ...step.profile } }
    case 'entitlement.grant':
      return { ...account, entitlements: [...new Set([...account.entitlements, step.entitlement])].sort() }
    case 'entitlement.revoke':
      return { ...account, entitlements: account.entitlements.filter((held) => held !== step.entitlement) }
    case 'account.delete':
    case 'sessions.end':
    case 'account.list':
    case 'account.read':
      return account
  }
}
