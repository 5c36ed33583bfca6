import type { PersonFacts } from '@rollcall/shared/person'
import { decidingWindow, phaseByHr } from '../planning/access-phase.ts'
import { type LocalDay, startOfDay } from '../planning/local-day.ts'
import type { PlanFacts } from '../planning/plan-facts.ts'
import { type DesiredAccount, desiredAccess } from '../policy/evaluate-policy.ts'
import { type PersonView, personViews } from '../policy/person-view.ts'
import type { Policy } from '../policy/policy.ts'
import { accessOf } from '../roster/access-window.ts'
import { statusWithin } from '../roster/derive-status.ts'
import type { PastFacts } from '../roster/person-versions.ts'

/** Something that HR said, or that was so by HR's dates, until another thing was. */
export interface PastAccess {
  readonly changedAt: Date
  /** The day on which it was another thing, where HR dates that. */
  readonly day: LocalDay | undefined
  /** What policy as it is now would have given just before. */
  readonly desired: ReadonlyMap<string, DesiredAccount>
  /** How policy saw the person just before, or, of somebody who had not begun or had left, at their start or end. */
  readonly views: readonly PersonView[]
}

export interface HistoryQuestion {
  readonly facts: PersonFacts
  readonly versions: readonly PastFacts[]
  readonly policy: Policy
  readonly at: Date
}

/** Every turn of the past, judged by today's policy: each earlier statement of HR just before the next, and each position just before the next. */
export function pastAccess({ facts, versions, policy, at }: HistoryQuestion): readonly PastAccess[] {
  const stated = versions.map((version) => ({ facts: version.facts, changedAt: version.supersededAt, day: undefined }))
  const turned = positionDays(facts, policy)
    .map((day) => ({ facts, changedAt: startOfDay(day), day }))
    .filter(({ changedAt }) => changedAt <= at)
  return [...stated, ...turned].map((turn) => justBefore(turn, policy))
}

/** The instants at which another position begins; the first begins with the engagement. */
export function positionChanges(facts: PersonFacts, policy: Policy): readonly Date[] {
  return positionDays(facts, policy).map((day) => startOfDay(day))
}

function positionDays(facts: PersonFacts, { calendar }: Policy): readonly LocalDay[] {
  if (facts.engagements.every(({ positions }) => positions === undefined)) return []
  return accessOf(facts, calendar).engagements.flatMap(({ engagement, zone }) =>
    (engagement.positions ?? []).slice(1).map(({ effectiveOn }) => ({ date: effectiveOn, zone: zone.name })),
  )
}

/**
 * Grants that were justified until lately and are no longer: until when each is kept. Nothing privileged is. Counted in civil days from a day that HR
 * names, and in days of 24 hours from the moment at which HR told us.
 */
export function graceOf(
  past: readonly PastAccess[],
  desired: PlanFacts['desired'],
  { policy, at }: Pick<HistoryQuestion, 'policy' | 'at'>,
) {
  const grace = new Map<string, Date>()
  for (const turn of past)
    for (const [app, account] of turn.desired) {
      const settings = policy.apps.get(app)
      const graceDays = settings?.graceDays ?? 0
      const until = keptUntil(turn, graceDays)
      // What HR said while the clock stood ahead was said by now.
      if (graceDays === 0 || until <= at) continue
      const lost = [...account.entitlements.keys()].filter((key) => desired.get(app)?.entitlements.has(key) !== true)
      const kept = lost.filter((key) => settings?.entitlements.get(key)?.privileged !== true)
      for (const key of [...(desired.has(app) ? [] : [app]), ...kept.map((entitlement) => `${app}/${entitlement}`)])
        grace.set(key, latest(grace.get(key), until))
    }
  return grace
}

function keptUntil({ day, changedAt }: PastAccess, graceDays: number): Date {
  return day === undefined ? new Date(changedAt.getTime() + graceDays * 86_400_000) : startOfDay(day, graceDays)
}

/** `app`, `app/entitlement` of all that policy gave for what was so earlier. */
export function everGiven(past: readonly PastAccess[]): ReadonlySet<string> {
  return new Set(
    past.flatMap(({ desired }) =>
      [...desired].flatMap(([app, { entitlements }]) => [app, ...[...entitlements.keys()].map((key) => `${app}/${key}`)]),
    ),
  )
}

interface Turn extends Pick<PastAccess, 'changedAt' | 'day'> {
  readonly facts: PersonFacts
}

function justBefore({ facts, changedAt, day }: Turn, policy: Policy): PastAccess {
  const moment = new Date(changedAt.getTime() - 1)
  const access = accessOf(facts, policy.calendar)
  const window = decidingWindow(access.windows, moment)
  const { status } = statusWithin(facts, access, moment)
  const isInside = phaseByHr({ status, window, at: moment }) === 'inside'
  const near = window === undefined ? moment : within(window, moment)
  const views = personViews(facts, { access, status, at: near })
  return { changedAt, day, desired: isInside ? desiredAccess(policy, views) : new Map(), views }
}

function within({ from, to }: { readonly from: Date; readonly to: Date | undefined }, moment: Date): Date {
  if (moment < from) return from
  return to !== undefined && moment >= to ? new Date(to.getTime() - 1) : moment
}

function latest(a: Date | undefined, b: Date): Date {
  return a !== undefined && a > b ? a : b
}
