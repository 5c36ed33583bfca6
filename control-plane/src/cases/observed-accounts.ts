import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { AccountRecord } from '../accounts/account.entity.ts'
import type { ObservedAccount } from '../planning/plan-facts.ts'
import { isProtected } from '../policy/evaluate-policy.ts'
import type { Policy } from '../policy/policy.ts'

/** The accounts that are linked to these people and were there when last read. */
export async function observedAccounts(
  em: EntityManager,
  people: readonly Id<'person'>[],
  policy: Policy,
): Promise<ReadonlyMap<Id<'person'>, readonly ObservedAccount[]>> {
  const records = await em.find(AccountRecord, { person: { $in: [...people] }, present: true })
  const observed = new Map<Id<'person'>, ObservedAccount[]>()
  for (const record of records)
    if (record.person) observed.set(record.person, [...(observed.get(record.person) ?? []), toObserved(record, policy)])
  return observed
}

function toObserved(record: AccountRecord, policy: Policy): ObservedAccount {
  const { app, nativeId, userName, active, profile, entitlements, signedIn, suspendedFor, suspendedAt, firstSeenAt } = record
  return {
    app,
    nativeId,
    userName,
    active,
    profile,
    entitlements,
    ...(signedIn ? { signedIn } : {}),
    // A link that is in doubt leads to nothing until a listing or a person has confirmed it.
    protected: record.protected || !record.linkVerified || isProtected(policy, app, userName),
    created: record.linkedBy === 'created',
    firstSeenAt: firstSeenAt ?? undefined,
    given: new Set(record.given),
    suspended: suspendedFor && suspendedAt ? { kind: suspendedFor, at: suspendedAt } : undefined,
    sessionsEndedFor: suspendedAt ? undefined : (suspendedFor ?? undefined),
    remembered: record.remembered ?? [],
  }
}
