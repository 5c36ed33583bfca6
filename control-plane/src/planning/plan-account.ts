import type { AccountProfile, AccountQuery } from '@rollcall/shared/connector/account'
import { accountProfileSchema } from '@rollcall/shared/connector/account'
import type { Id } from '@rollcall/shared/ids'
import { z } from 'zod'
import type { DesiredAccount } from '../policy/evaluate-policy.ts'
import type { PlannedStep } from './plan.ts'
import type { ObservedAccount } from './plan-facts.ts'

const nobodyGrantsIt = ['no rule grants it']
const windowIsOver = ['the access window is over']

/** Steps that make an account where there is none. */
export function planNewAccount(person: Id<'person'>, desired: DesiredAccount): readonly PlannedStep[] {
  const { userName, ...profile } = desired.attributes
  return [
    { step: { verb: 'account.create', draft: { userName, externalId: person, profile } }, because: desired.rules, why: [] },
    ...grants(desired, []),
  ]
}

/** Steps from an account as it is to what policy grants; none when they agree. What it held before is taken before it is switched on again. */
export function planWantedAccount(account: ObservedAccount, desired: DesiredAccount, known: ReadonlySet<string>): readonly PlannedStep[] {
  const profile = profileChange(account.profile, desired)
  const update: PlannedStep[] =
    profile === undefined ? [] : [{ step: { verb: 'profile.update', profile }, because: desired.rules, why: [] }]
  const granted = grants(desired, account.entitlements)
  const revoked = revokes(account, (key) => known.has(key) && !desired.entitlements.has(key), nobodyGrantsIt)
  if (account.active) return [...update, ...granted, ...revoked]
  return [...revoked, { step: { verb: 'account.restore' }, because: desired.rules, why: [] }, ...update, ...granted]
}

/** Steps that take access away: sign-in first, then what policy knows of. */
export function planUnwantedAccount(
  account: ObservedAccount,
  known: ReadonlySet<string>,
  why: 'over' | 'not granted',
): readonly PlannedStep[] {
  const because = why === 'over' ? windowIsOver : nobodyGrantsIt
  const suspend: PlannedStep[] = account.active ? [{ step: { verb: 'account.suspend' }, because, why: [] }] : []
  return [...suspend, ...revokes(account, (key) => known.has(key), because)]
}

/** How the agent finds the account again. */
export function queryFor(person: Id<'person'>, account: ObservedAccount | undefined, desired: DesiredAccount | undefined): AccountQuery {
  if (account !== undefined) return { nativeId: account.nativeId, externalId: person, userName: account.userName }
  if (desired === undefined) throw new RangeError('an account that neither exists nor is wanted has no query')
  return { externalId: person, userName: desired.attributes.userName }
}

function grants(desired: DesiredAccount, held: readonly string[]): readonly PlannedStep[] {
  const missing = [...desired.entitlements].filter(([key]) => !held.includes(key)).sort(([a], [b]) => (a < b ? -1 : 1))
  return missing.map(([entitlement, because]) => ({ step: { verb: 'entitlement.grant', entitlement }, because, why: [] }))
}

function revokes(account: ObservedAccount, isUnwanted: (key: string) => boolean, because: readonly string[]): readonly PlannedStep[] {
  const unwanted = [...new Set(account.entitlements)].filter(isUnwanted).sort()
  return unwanted.map((entitlement) => ({ step: { verb: 'entitlement.revoke', entitlement }, because, why: [] }))
}

const fields = z.keyof(accountProfileSchema).options

/** Only the fields that policy owns and that differ. An app that leaves out an empty field agrees with an empty one. */
function profileChange(observed: AccountProfile, desired: DesiredAccount): AccountProfile | undefined {
  const differing = fields.flatMap((field): readonly (readonly [string, string])[] => {
    const value = desired.attributes[field]
    return value === undefined || value === (observed[field] ?? '') ? [] : [[field, value]]
  })
  return differing.length === 0 ? undefined : Object.fromEntries(differing)
}
