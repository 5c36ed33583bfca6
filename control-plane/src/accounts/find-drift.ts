import type { AccountRecord } from './account.entity.ts'
import { type AccessWish, wantedAccess } from './wanted-access.ts'

/** What counts of an account when somebody changes it by hand. */
export type DriftState = Pick<AccountRecord, 'present' | 'active'> & { readonly entitlements: readonly string[] }

export interface Drift {
  readonly gained: readonly string[]
  readonly lost: readonly string[]
  /** What became of the account itself. */
  readonly state: 'activated' | 'suspended' | 'deleted' | null
}

interface Look extends AccessWish {
  readonly before: DriftState
  readonly after: DriftState
  /** Entitlements that policy names in the app: no other is ours to judge. */
  readonly known: ReadonlySet<string>
  /** It was off because a job of ours switched it off: nobody switches it on again but us. */
  readonly isOffByUs: boolean
}

/** Whether anything of an account is not as it was: most accounts of a listing are, and then there is no drift. */
export function hasChanged(before: DriftState, after: DriftState): boolean {
  const holdsAll = (one: DriftState, other: DriftState) => one.entitlements.every((entitlement) => other.entitlements.includes(entitlement))
  const isSame = before.present === after.present && before.active === after.active
  return !(isSame && holdsAll(before, after) && holdsAll(after, before))
}

/** How an account was changed by hand so that it differs from what policy and exceptions say; undefined when it was not. A change that only brings it nearer is none. */
export function findDrift({ before, after, known, desired, isOffByUs, exceptions }: Look): Drift | undefined {
  const wanted = wantedAccess({ desired, exceptions })
  const ours = [...known].sort()
  const held = (state: DriftState) => new Set(state.present ? state.entitlements : [])
  const [had, holds] = [held(before), held(after)]
  const gained = ours.filter((entitlement) => holds.has(entitlement) && !had.has(entitlement) && !wanted.has(entitlement))
  const lost = after.present ? ours.filter((entitlement) => had.has(entitlement) && !holds.has(entitlement) && wanted.has(entitlement)) : []
  const state = stateChange(before, after, { isWanted: wanted.account, isOffByUs })
  return gained.length === 0 && lost.length === 0 && state === null ? undefined : { gained, lost, state }
}

function stateChange(
  before: DriftState,
  after: DriftState,
  { isWanted, isOffByUs }: { readonly isWanted: boolean; readonly isOffByUs: boolean },
): Drift['state'] {
  const wasOn = before.present && before.active
  const isOn = after.present && after.active
  if (!wasOn && isOn) return isWanted && !isOffByUs ? null : 'activated'
  if (!isWanted || !before.present) return null
  if (!after.present) return 'deleted'
  return wasOn && !isOn ? 'suspended' : null
}
