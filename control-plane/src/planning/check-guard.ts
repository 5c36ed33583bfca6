import { isDestructive } from '@rollcall/shared/connector/verbs'
import type { Id } from '@rollcall/shared/ids'
import { changesOf, type IsPrivileged, type RecentChanges, uniteSets } from './guard-changes.ts'
import type { Plan } from './plan.ts'

/** A share of those whom it could hit. Small companies get the floor, large ones the ceiling. */
export interface CountLimit {
  readonly floor: number
  readonly percent: number
  readonly ceiling: number
}

/** What may happen in one rolling window: to people (anything taken away), to accounts of one app, and by kind of change. */
export interface WindowLimits {
  readonly people: CountLimit
  readonly accountsPerApp: CountLimit
  readonly deletions: CountLimit
  readonly privileges: CountLimit
  readonly creations: CountLimit
  readonly renames: CountLimit
}

/** Organization-wide limits: in a rolling day, and in rolling seven days against trickling. */
export interface GuardLimits {
  readonly day: WindowLimits
  readonly week: WindowLimits
}

const day: WindowLimits = {
  people: { floor: 3, percent: 5, ceiling: 25 },
  accountsPerApp: { floor: 3, percent: 10, ceiling: 100_000 },
  deletions: { floor: 3, percent: 3, ceiling: 15 },
  privileges: { floor: 3, percent: 3, ceiling: 15 },
  creations: { floor: 10, percent: 20, ceiling: 200 },
  renames: { floor: 3, percent: 5, ceiling: 25 },
}

/** lifecycle.md, "Guard". A week may hold twice what a day may. */
export const defaultGuardLimits: GuardLimits = { day, week: twice(day) }

function twice(limits: WindowLimits): WindowLimits {
  const double = ({ floor, percent, ceiling }: CountLimit): CountLimit => ({ floor: 2 * floor, percent: 2 * percent, ceiling: 2 * ceiling })
  return {
    people: double(limits.people),
    accountsPerApp: double(limits.accountsPerApp),
    deletions: double(limits.deletions),
    privileges: double(limits.privileges),
    creations: double(limits.creations),
    renames: double(limits.renames),
  }
}

export interface GuardQuestion {
  readonly person: Id<'person'>
  readonly plan: Plan
  /** What was done in the rolling day and in the rolling seven days, without this plan. */
  readonly recent: { readonly day: RecentChanges; readonly week: RecentChanges }
  /** People who work here, those in `recent` included: else every leaver would lower the limit for the next. */
  readonly activePeople: number
  /** Accounts that each app holds. */
  readonly accountsPerApp: ReadonlyMap<string, number>
  readonly limits: GuardLimits
  readonly isPrivileged: IsPrivileged
  /** True for the plan of an approved order for cause: never held, and neither is a security lock. */
  readonly isForCause: boolean
}

export interface TrippedLimit {
  readonly counter: 'people' | 'accounts' | 'deletions' | 'privileges' | 'creations' | 'renames'
  readonly window: 'day' | 'week'
  readonly app?: string
  readonly count: number
  readonly limit: number
}

/** `warnings`: limits that are passed and hold nothing, since hires go on. */
export type GuardVerdict =
  | { readonly kind: 'clear'; readonly warnings: readonly TrippedLimit[] }
  | { readonly kind: 'held'; readonly tripped: readonly TrippedLimit[] }

/**
 * Holds a plan that would take a counter over its limit in either window, before its first step. Joiners who lose nothing are told of, never held; nor
 * are orders about one person: out for cause, and locked for security. An account that is in the wrong hands does not wait until somebody has looked at
 * the others.
 */
export function checkGuard(question: GuardQuestion): GuardVerdict {
  const added = changesOfPlan(question)
  const passed = (['day', 'week'] as const).flatMap((window) => [
    ...peopleCounters.flatMap((counter) => checkPeople({ question, added, window }, counter)),
    ...[...added.accounts.keys()].flatMap((app) => checkApp({ question, added, window }, app)),
  ])
  const tripped = passed.filter(({ counter }) => counter !== 'creations')
  const isNeverHeld = onlyGives(question.plan) || question.plan.kind === 'hold' || question.isForCause
  return isNeverHeld || tripped.length === 0 ? { kind: 'clear', warnings: passed } : { kind: 'held', tripped }
}

/** A hire. Whose accounts were there before HR named them is a joiner to the planner as well, and may have something to lose. */
function onlyGives({ kind, apps }: Plan): boolean {
  return kind === 'joiner' && !apps.some(({ steps }) => steps.some(({ step }) => isDestructive(step.verb)))
}

/** What a plan counts as. */
export function changesOfPlan({ person, plan, isPrivileged }: Pick<GuardQuestion, 'person' | 'plan' | 'isPrivileged'>): RecentChanges {
  const work = plan.apps.map(({ app, account, steps }) => ({ person, app, account, steps: steps.map(({ step }) => step) }))
  return changesOf(work, isPrivileged)
}

const peopleCounters = ['people', 'deletions', 'privileges', 'creations', 'renames'] as const

interface Look {
  readonly question: GuardQuestion
  readonly added: RecentChanges
  readonly window: TrippedLimit['window']
}

function checkPeople({ question, added, window }: Look, counter: (typeof peopleCounters)[number]): readonly TrippedLimit[] {
  const recent = question.recent[window][counter]
  const count = uniteSets(recent, added[counter]).size
  const limit = limitOf(question.limits[window][counter], question.activePeople)
  return count > recent.size && count > limit ? [{ counter, window, count, limit }] : []
}

function checkApp({ question, added, window }: Look, app: string): readonly TrippedLimit[] {
  const recent = question.recent[window].accounts.get(app) ?? new Set<string>()
  const count = uniteSets(recent, added.accounts.get(app)).size
  const limit = limitOf(question.limits[window].accountsPerApp, question.accountsPerApp.get(app) ?? 0)
  return count > recent.size && count > limit ? [{ counter: 'accounts', window, app, count, limit }] : []
}

/** Whole people only. */
export function limitOf({ floor, percent, ceiling }: CountLimit, of: number): number {
  return Math.min(Math.max(floor, Math.floor((of * percent) / 100)), ceiling)
}
