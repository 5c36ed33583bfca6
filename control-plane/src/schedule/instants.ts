import type { CivilDate } from '@rollcall/shared/civil-date'

export const instantKinds = [
  'prepare',
  'access_starts',
  'access_ends',
  'position_changes',
  'leave_starts',
  'leave_suspends',
  'leave_ends',
  'leave_is_long',
  'grace_ends',
  'deletion',
  'contract_warning',
  'placeholder_warning',
  'assets_due',
  'exception_ends',
  'extension_ends',
  'postponed_until',
] as const
export type InstantKind = (typeof instantKinds)[number]

/** A future instant as the planner states it. */
export interface PlannedInstant {
  readonly kind: InstantKind
  readonly about: string
  readonly at: Date
  readonly date: CivilDate | null
  readonly zone: string | null
}
