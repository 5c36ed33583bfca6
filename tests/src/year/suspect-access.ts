import type { Account } from '@rollcall/shared/connector/account'
import { knownGrants } from './expected-grants.ts'
import type { Expected, ExpectedAccount } from './year-book.ts'
import type { YearApp } from './year-policy.ts'

const day = 24 * 3_600_000

/** An account as it was when last looked at. */
export interface Seen {
  readonly person: string
  readonly app: YearApp
  account: Account
  /** When it was last switched off, by the product or by hand; whether its owner was out then, and whether nothing gave it any more. */
  offAt: number
  isOffByHand: boolean
  wasOver: boolean
  wasUnwanted: boolean
  /** When its owner was out first, since it is off: then, or later than it was switched off. */
  outAt: number | undefined
  /** When it last lost what is privileged. */
  lostAdminAt: number
}

/** Something that is not as it should be, unless something excuses it. */
export interface Suspicion {
  readonly person: string
  readonly app: YearApp
  readonly what: string
  /** What only has to be given, as against what has to be taken. */
  readonly isLack?: boolean
  readonly entitlement?: string
}

interface AppLook {
  readonly person: string
  readonly app: YearApp
  readonly expected: Expected
  readonly own: readonly Seen[]
  /** Since when the person is out; undefined of others. */
  readonly outSince: number | undefined
  readonly hasSession: (seen: Seen) => boolean
  readonly at: number
}

/** What is not as HR and policy say about one person in one app. */
export function suspectIn({ person, app, expected, own, outSince, hasSession, at }: AppLook): readonly Suspicion[] {
  const [seen, second] = own
  const should = expected.apps[app]
  const about = { person, app }
  if (second !== undefined) return [{ ...about, what: 'a second account' }]
  if (seen === undefined) return should.state === 'on' ? [{ ...about, what: 'works here and has no account', isLack: true }] : []
  const { account } = seen
  const isOut = expected.phase === 'over' || expected.phase === 'held' || (should.state === 'off' && seen.wasUnwanted)
  return [
    ...(should.state === 'off' && account.active ? [{ ...about, what: `on although they are ${expected.phase}` }] : []),
    ...(should.state === 'on' && !account.active ? [{ ...about, what: 'off although they work here', isLack: true }] : []),
    ...(should.isFrozen ? [] : suspectGrants(about, account, should)),
    ...(should.state === 'on' && account.active ? suspectProfile(about, account, expected) : []),
    ...(isOut && hasSession(seen) ? [{ ...about, what: `still in although they are ${expected.phase}` }] : []),
    ...(app === 'crm' && expected.phase === 'over' && !expected.comesBack && at >= deletionDue(seen, outSince)
      ? [{ ...about, what: 'not deleted in time' }]
      : []),
  ]
}

/** What was off before its owner left is the leaver's when their case has run: on one of the next mornings at the latest. */
export function deletionDue({ account, isOffByHand, offAt, wasOver }: Seen, outSince: number | undefined): number {
  if (account.active || isOffByHand || outSince === undefined) return Number.POSITIVE_INFINITY
  return wasOver ? offAt + 31 * day : Math.max(offAt, outSince) + 34 * day
}

function suspectGrants(
  about: Pick<Suspicion, 'person' | 'app'>,
  { entitlements, active }: Account,
  should: ExpectedAccount,
): readonly Suspicion[] {
  const { wanted, kept, state } = should
  const extra = entitlements.filter((key) => knownGrants[about.app].includes(key) && !wanted.has(key) && !kept.has(key))
  const lacking = state === 'on' && active ? [...wanted].filter((key) => !entitlements.includes(key)) : []
  return [
    ...extra.map((key) => ({ ...about, what: `holds ${key}, which is not theirs` })),
    ...lacking.map((entitlement) => ({ ...about, what: `lacks ${entitlement}`, isLack: true, entitlement })),
  ]
}

function suspectProfile(
  about: Pick<Suspicion, 'person' | 'app'>,
  { userName, profile }: Account,
  expected: Expected,
): readonly Suspicion[] {
  const { email, department } = expected
  return [
    ...(userName === email ? [] : [{ ...about, what: `is called ${userName}, not ${email}`, isLack: true }]),
    ...(about.app !== 'crm' || profile.department === department ? [] : [{ ...about, what: 'shows another department', isLack: true }]),
  ]
}
