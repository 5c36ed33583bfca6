import { isCivilDate } from '@rollcall/shared/civil-date'
import { type Calendar, cutOffTime } from '../roster/calendar.ts'
import { localInstant } from '../roster/local-instant.ts'
import type { ExceptionalAccess, ExtraGrant } from './evaluate-policy.ts'
import type { OpenException } from './open-exceptions.ts'
import type { Policy, PolicyException } from './policy.ts'

export interface ExceptionQuestion {
  readonly personKey: string
  /** Those that operators opened. */
  readonly open: readonly OpenException[]
  readonly at: Date
}

/** What is outside the rules for one person at one instant: what operators opened, and what the policy document lists. */
export function exceptionalAccess(policy: Policy, { personKey, open, at }: ExceptionQuestion): ExceptionalAccess {
  const inForce = open.filter(({ until }) => at < until)
  const listed = listedExceptions(policy, personKey).filter(({ until }) => at < until)
  return {
    granted: [
      ...inForce
        .filter(({ kind }) => kind === 'grant')
        .map(({ app, entitlement, until }) => toGrant(app, entitlement, until.toISOString().slice(0, 10))),
      ...listed.flatMap(({ exception }) => exception.grants.map(({ app, entitlement }) => toGrant(app, entitlement, exception.until))),
    ],
    withheld: new Set(
      inForce
        .filter(({ kind }) => kind === 'withhold')
        .map(({ app, entitlement }) => (entitlement === null ? app : `${app}/${entitlement}`)),
    ),
  }
}

/** Grants (`app`, `app/entitlement`) that exceptions gave until they ended: what is still held of these is not by hand. */
export function endedExceptions(policy: Policy, { personKey, open, at }: ExceptionQuestion): readonly string[] {
  const ended = open.filter(({ kind, until }) => kind === 'grant' && until <= at)
  const listed = listedExceptions(policy, personKey).filter(({ until }) => until <= at)
  const grants = [...ended, ...listed.flatMap(({ exception }) => exception.grants)]
  return grants.flatMap(({ app, entitlement }) => (entitlement == null ? [app] : [app, `${app}/${entitlement}`]))
}

/** The document's exceptions for one person, with the instant at which each ends: the company's cut-off of its last day. */
export function listedExceptions(
  { exceptions, calendar }: Policy,
  personKey: string,
): readonly { readonly exception: PolicyException; readonly until: Date }[] {
  return exceptions
    .filter((exception) => exception.personKey === personKey)
    .map((exception) => ({ exception, until: endOf(exception, calendar) }))
}

function endOf({ until }: PolicyException, calendar: Calendar): Date {
  if (!isCivilDate(until)) throw new RangeError(`an exception ends on "${until}", which is no day`)
  return localInstant(until, cutOffTime(until, calendar), calendar.timeZone)
}

function toGrant(app: string, entitlement: string | null | undefined, until: string): ExtraGrant {
  return { app, entitlement: entitlement ?? undefined, name: `exception until ${until}` }
}
