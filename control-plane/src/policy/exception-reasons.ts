/** Why access differs from the rules for a time. Codes, since the ledger holds no free text. */
export const exceptionReasons = ['project', 'cover', 'handover', 'investigation', 'contract', 'migration'] as const
export type ExceptionReason = (typeof exceptionReasons)[number]

export const mostExceptionDays = 365
