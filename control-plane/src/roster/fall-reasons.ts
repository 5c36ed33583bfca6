/** Why many people at once are rightly missing from a roster file. Codes, since the ledger holds no free text. */
export const fallReasons = ['confirmed_with_hr', 'planned_reduction', 'moved_to_other_source'] as const
export type FallReason = (typeof fallReasons)[number]
