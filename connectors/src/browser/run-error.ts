import { ConnectorError } from '@rollcall/shared/failure'
import { errors } from 'playwright-core'
import { kindOfCode, type OutcomeCode } from './outcome-codes.ts'
import { MissingValueError } from './template.ts'

/** The error for one outcome. `about` names a target, a step or an operation of the recipe: never a value, since values may be secrets. */
export function runError(code: OutcomeCode, about: string, retryAfterMs?: number): ConnectorError {
  const options = retryAfterMs === undefined ? { code } : { code, retryAfterMs }
  return new ConnectorError(kindOfCode[code], `${meanings[code]} (${about})`, options)
}

/**
 * What anything thrown during a run becomes. Playwright's own messages quote what was typed, so neither they nor their cause survive;
 * only the step that was under way is named.
 */
export function toRunError(error: unknown, about: string): ConnectorError {
  if (error instanceof ConnectorError) return error
  if (error instanceof MissingValueError) return runError('PRECONDITION', `${about}, ${error.message}`)
  if (error instanceof errors.TimeoutError) return runError('TIMEOUT', about)
  const text = error instanceof Error ? error.message : ''
  if (/net::ERR_BLOCKED_BY_CLIENT/.test(text)) return runError('ORIGIN', about)
  if (/net::ERR_/.test(text)) return runError('NET', about)
  if (/has been closed|Target crashed|Browser closed/.test(text)) return runError('BROWSER', about)
  return runError('UNEXPECTED', about)
}

const meanings: Readonly<Record<OutcomeCode, string>> = {
  READ_UNPROVEN: 'the page proves neither that the account is there nor that it is not',
  WRONG_SUBJECT: 'the page is about somebody else',
  ROW_AMBIGUOUS: 'more than one row matches',
  TARGET_CONFLICT: 'the ways to find this control point at different controls',
  TARGET_MISSING: 'this is not on the page any more',
  TARGET_AMBIGUOUS: 'there are several of this on the page',
  TABLE_HEADER: 'no table has these column headers',
  LOCALE_CHANGED: 'the app shows another language than the recipe was made for',
  OBSTRUCTED: 'something covers or disables this control',
  FILL_REWRITTEN: 'the page changed what was typed',
  CHECK_IGNORED: 'the page did not take the tick',
  INDETERMINATE: 'nobody can say whether the change was made',
  TIMEOUT: 'the app did not answer in time',
  AUTH_REJECTED: 'the app refused the user name or password; connect the app again',
  LOCKED_OUT: 'the app locked the automation account',
  PASSWORD_EXPIRED: 'the password of the automation account has expired',
  NO_PERMISSION: 'the automation account may not do this in the app',
  MFA_UNSUPPORTED: 'the app asks for a second factor that a person must give',
  CAPTCHA: 'the app shows a captcha; a person must sign in',
  DEVICE_CHALLENGE: 'the app wants this device confirmed by a person',
  LOGIN_UNPROVEN: 'after signing in, nothing shows that it worked',
  RATE_LIMITED: 'the app asks to slow down',
  MAINTENANCE: 'the app is closed for maintenance',
  APP_5XX: 'the app answered with an error of its own',
  NET: 'the app cannot be reached',
  LICENCE_LIMIT: 'the app has no licence left',
  DUPLICATE: 'the app says that this exists already',
  POLICY_REFUSED: 'the app refused the values',
  PRECONDITION: 'the step lacks a value, or has one that the app would refuse',
  ORIGIN: 'the app led to an address outside its own',
  SECRET_ORIGIN: 'a secret was asked for by a page of another origin, and not given',
  SECRET_FIELD: 'a password was asked for in a field that shows it, and not given',
  RECIPE: 'the recipe cannot do this',
  BROWSER: 'the browser ended',
  UNEXPECTED: 'the browser reported something unforeseen',
}
