import { leftOutReasons } from '../planning/plan.ts'

/** Why a person is needed, beside failure kinds and refusals. */
export const needReasons = [
  'status_unclear',
  'unverified',
  'expired',
  'revoked',
  'approval_expired',
  'waits_too_long',
  ...leftOutReasons,
] as const

/** Why a case that goes on by itself does not go on now. */
export const holdReasons = ['guard', 'approval', 'schedule', 'rejected_before', 'waits_for_condition'] as const

/** Why a case ended without its plan: `no_longer_needed` when the facts now agree with the apps by themselves. */
export type EndReason = 'no_longer_needed' | 'replanned' | 'retried' | 'rejected' | 'cancelled' | 'refused'

/** Why an operator lets a held case run. Codes, since the ledger holds no free text. */
export const releaseReasons = ['confirmed_with_hr', 'planned_reduction', 'emergency'] as const
export type ReleaseReason = (typeof releaseReasons)[number]

/** Why an operator ends a case that has not finished. */
export const refusalReasons = ['wrong_in_hr', 'not_now', 'handled_elsewhere'] as const
export type RefusalReason = (typeof refusalReasons)[number]

/** Why something that a case wanted stays undone. */
export const waiveReasons = ['not_possible', 'handled_elsewhere', 'accepted_risk', 'app_is_gone'] as const
export type WaiveReason = (typeof waiveReasons)[number]
