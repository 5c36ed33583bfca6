import { userNameKey } from '../accounts/user-name-key.ts'
import { type AccessPhase, accessPhase } from '../planning/access-phase.ts'
import type { AppFacts, PlanFacts } from '../planning/plan-facts.ts'
import { desiredAccess, undecidedAccess } from '../policy/evaluate-policy.ts'
import { endedExceptions, exceptionalAccess } from '../policy/exceptional-access.ts'
import { type PersonView, personViews } from '../policy/person-view.ts'
import { statusWithin } from '../roster/derive-status.ts'
import { localInstant } from '../roster/local-instant.ts'
import { workingDaysBefore } from '../roster/working-days.ts'
import { everGiven, graceOf, type PastAccess, pastAccess } from './assess-person-history.ts'
import type { AssessmentContext, ObservedPerson } from './assess-person-question.ts'
import { explainerOf } from './assess-person-reasons.ts'
import { isRehire } from './assess-person-return.ts'
import type { Standing } from './assess-person-standing.ts'

/** All that decides one person's plan, from what was observed of them. */
export function planFactsOf(observed: ObservedPerson, context: AssessmentContext, standing: Standing): PlanFacts {
  const { person, orders, accounts, versions } = observed
  const { policy, known, at } = context
  const { status, window, access, isForCause, leaveFrom } = standing
  const activeOrders = { forCause: isForCause, securityHold: orders.securityHold, legalHold: orders.legalHold }
  const phase = accessPhase({ status, window, at, orders: activeOrders })
  const exceptions = { personKey: person.facts.personKey, open: observed.exceptions, at }
  const exceptional = exceptionalAccess(policy, exceptions)
  const views = viewsFor(phase, { observed, standing, at })
  const desired = desiredAccess(policy, views, exceptional)
  // Only what is there can be in grace, or have come from policy.
  const past = phase === 'inside' && accounts.length > 0 ? pastAccess({ facts: person.facts, versions, policy, at }) : []
  const given = new Set([...everGiven(past), ...endedExceptions(policy, exceptions)])
  for (const key of givenByFormer({ observed, context, views, desired, given })) given.add(key)
  const apps = appFacts({ observed, context, standing, phase, past })
  return {
    person: person.id,
    status,
    presence: person.presence,
    window,
    returnsAt: access.windows.find(({ from }) => from > at)?.from,
    desired,
    known,
    undecided: new Set([...undecidedAccess(policy, views, desired), ...observed.asked]),
    grace: graceOf(past, desired, { policy, at }),
    everGiven: given,
    refused: observed.refused,
    withheld: exceptional.withheld,
    apps,
    separations: policy.separations,
    approvals: policy.approvals,
    accounts,
    takenUserNames: takenUserNames(observed, context, desired),
    orders: activeOrders,
    leaveFrom,
    isRehire:
      phase === 'inside' &&
      isRehire({ facts: person.facts, recordedAt: person.recordedAt, versions, accounts, access, calendar: policy.calendar, at }),
    doubts: observed.doubts,
    address: person.facts.workEmail ?? '',
    settledTasks: observed.settledTasks,
    knownSince: person.firstRecordedAt ?? versions[0]?.recordedAt ?? person.recordedAt,
    explain: explainerOf({ observed, context, standing, past, seenAt: phase === 'before' ? (window?.from ?? at) : at }),
    at,
  }
}

interface FormerQuestion {
  readonly observed: ObservedPerson
  readonly context: AssessmentContext
  readonly views: readonly PersonView[]
  readonly desired: PlanFacts['desired']
  /** What is known to have come from policy already. */
  readonly given: ReadonlySet<string>
}

/**
 * Of the grants that nothing explains yet, held or held before we took them, those that an earlier version of the policy gave. Most people have none,
 * and then no version is asked.
 */
function givenByFormer({ observed, context, views, desired, given }: FormerQuestion): readonly string[] {
  const { known, formerPolicies = [], policy, at } = context
  const unexplained = observed.accounts.flatMap(({ app, entitlements, remembered, ...account }) =>
    [
      ...entitlements.filter((key) => known.get(app)?.has(key) === true && !account.given.has(key)),
      ...remembered.filter((key) => !entitlements.includes(key)),
    ]
      .filter((key) => desired.get(app)?.entitlements.has(key) !== true && !given.has(`${app}/${key}`))
      .map((key) => `${app}/${key}`),
  )
  if (unexplained.length === 0 || formerPolicies.length === 0) return []
  const { person, versions } = observed
  const turns = pastAccess({ facts: person.facts, versions, policy, at }).map((turn) => turn.views)
  const gave = new Set(
    formerPolicies.flatMap((former) =>
      [views, ...turns].flatMap((seen) =>
        [...desiredAccess(former.policy, seen)].flatMap(([app, { entitlements }]) =>
          [...entitlements.keys()].map((key) => `${app}/${key}`),
        ),
      ),
    ),
  )
  return unexplained.filter((key) => gave.has(key))
}

interface Views {
  readonly observed: ObservedPerson
  readonly standing: Standing
  readonly at: Date
}

/** Of somebody who starts later: how policy will see them on the first day. */
function viewsFor(phase: AccessPhase, { observed, standing, at }: Views): readonly PersonView[] {
  const { facts } = observed.person
  const { access, window, status } = standing
  if (phase === 'inside') return personViews(facts, { access, status, at })
  if (phase !== 'before' || window === undefined) return []
  return personViews(facts, { access, status: statusWithin(facts, access, window.from).status, at: window.from })
}

interface AppQuestion {
  readonly observed: ObservedPerson
  readonly context: AssessmentContext
  readonly standing: Standing
  readonly phase: AccessPhase
  readonly past: readonly PastAccess[]
}

function appFacts({ observed, context, standing, phase, past }: AppQuestion): ReadonlyMap<string, AppFacts> {
  const { policy, verbs } = context
  const withAccount = new Set(observed.accounts.map(({ app }) => app))
  const preparing = phase === 'before' ? prepareTimes(context, standing) : undefined
  return new Map(
    [...policy.apps].map(([app, settings]) => [
      app,
      {
        policy: settings,
        verbs: settings.manual === null ? verbs.get(app) : new Set(),
        prepareAt: preparing?.(settings.leadDays),
        formerUserNames: new Set(
          withAccount.has(app) ? past.flatMap(({ views: [view] }) => (view ? [userNameKey(settings.userName(view))] : [])) : [],
        ),
      },
    ]),
  )
}

/** When an account with that many working days of lead may be made. Each lead is worked out once. */
function prepareTimes({ policy }: AssessmentContext, { access, window }: Standing): (leadDays: number) => Date | undefined {
  const first = access.engagements.find(({ from }) => from.getTime() === window?.from.getTime())
  const times = new Map<number, Date>()
  return (leadDays) => {
    if (first === undefined) return undefined
    const day = () => workingDaysBefore(first.engagement.startDate, leadDays, policy.calendar)
    const time = times.get(leadDays) ?? (leadDays === 0 ? first.from : localInstant(day(), '00:00', first.zone.name))
    times.set(leadDays, time)
    return time
  }
}

/** Asked of new names only: for an account that is to be, or one that is to be renamed. */
function takenUserNames(
  { person, accounts }: ObservedPerson,
  { isTaken }: AssessmentContext,
  desired: PlanFacts['desired'],
): ReadonlySet<string> {
  const names = [...desired].map(([app, { attributes }]) => ({ app, userName: attributes.userName }))
  const isHeld = (app: string, userName: string) =>
    accounts.some((account) => account.app === app && userNameKey(account.userName) === userNameKey(userName))
  return new Set(
    names
      .filter(({ app, userName }) => userName !== '' && !isHeld(app, userName) && isTaken(app, userName, person.id))
      .map(({ app }) => app),
  )
}
