import type { FailureKind } from '@rollcall/shared/failure'

/** How a run can end other than well, and what that means to everybody else. */
export const kindOfCode = {
  READ_UNPROVEN: 'ui_changed',
  WRONG_SUBJECT: 'ui_changed',
  ROW_AMBIGUOUS: 'conflict',
  TARGET_CONFLICT: 'ui_changed',
  TARGET_MISSING: 'ui_changed',
  TARGET_AMBIGUOUS: 'ui_changed',
  TABLE_HEADER: 'ui_changed',
  LOCALE_CHANGED: 'ui_changed',
  OBSTRUCTED: 'ui_changed',
  FILL_REWRITTEN: 'ui_changed',
  CHECK_IGNORED: 'ui_changed',
  INDETERMINATE: 'unverified',
  TIMEOUT: 'timeout',
  AUTH_REJECTED: 'unauthorized',
  LOCKED_OUT: 'unauthorized',
  PASSWORD_EXPIRED: 'unauthorized',
  NO_PERMISSION: 'forbidden',
  MFA_UNSUPPORTED: 'challenge',
  CAPTCHA: 'challenge',
  DEVICE_CHALLENGE: 'challenge',
  LOGIN_UNPROVEN: 'ui_changed',
  RATE_LIMITED: 'throttled',
  MAINTENANCE: 'unavailable',
  APP_5XX: 'unavailable',
  NET: 'unavailable',
  LICENCE_LIMIT: 'invalid',
  DUPLICATE: 'conflict',
  POLICY_REFUSED: 'invalid',
  PRECONDITION: 'invalid',
  ORIGIN: 'ui_changed',
  SECRET_ORIGIN: 'ui_changed',
  SECRET_FIELD: 'ui_changed',
  RECIPE: 'unsupported',
  BROWSER: 'unavailable',
  UNEXPECTED: 'unknown',
} as const satisfies Record<string, FailureKind>

export type OutcomeCode = keyof typeof kindOfCode

/** The codes in the order above, for schemas. */
export const outcomeCodes = Object.keys(kindOfCode).filter(isOutcomeCode)

function isOutcomeCode(code: string): code is OutcomeCode {
  return Object.hasOwn(kindOfCode, code)
}
