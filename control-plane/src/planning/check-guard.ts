import { isDestructive } from '@rollcall/shared/connector/verbs'
import type { Id } from '@rollcall/shared/ids'
import type { AppPlan, Plan } from './plan.ts'

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

/** What has been taken away, or is on its way to an agent, in the rolling day. */
export interface RecentDestruction {
  readonly people: ReadonlySet<string>
  /** App → `accountKey` of its accounts. */
  readonly accounts: ReadonlyMap<string, ReadonlySet<string>>
}

export interface GuardQuestion {
  readonly person: Id<'person'>
  readonly plan: Plan
  readonly recent: RecentDestruction
  /** People who work here, those in `recent` included: else every leaver would lower the limit for the next. */
  readonly activePeople: number
  /** Accounts that each app holds. */
  readonly accountsPerApp: ReadonlyMap<string, number>
  readonly limits: GuardLimits
}

export interface TrippedLimit {
  readonly counter: 'people' | 'accounts'
  readonly app?: string
  readonly count: number
  readonly limit: number
}

export type GuardVerdict = { readonly kind: 'clear' } | { readonly kind: 'held'; readonly tripped: readonly TrippedLimit[] }

/** Holds a plan that would take a counter over its limit, before its first step. A joiner only gains, so is never held. */
export function checkGuard(question: GuardQuestion): GuardVerdict {
  const destructive = question.plan.apps.filter(isDestructivePlan)
  if (question.plan.kind === 'joiner' || destructive.length === 0) return { kind: 'clear' }
  const tripped = [...checkPeople(question), ...[...new Set(destructive.map(({ app }) => app))].flatMap((app) => checkApp(question, app))]
  return tripped.length === 0 ? { kind: 'clear' } : { kind: 'held', tripped }
}

export function isDestructivePlan({ steps }: Pick<AppPlan, 'steps'>): boolean {
  return steps.some(({ step }) => isDestructive(step.verb))
}

/** Tells the accounts of one app apart. */
export function accountKey({ account }: Pick<AppPlan, 'account'>): string {
  return account.nativeId ?? account.userName
}

function checkPeople({
  person,
  recent,
  activePeople,
  limits: {
    day: { people },
  },
}: GuardQuestion): readonly TrippedLimit[] {
  if (recent.people.has(person)) return []
  const count = recent.people.size + 1
  const limit = Math.min(Math.max(people.floor, share(activePeople, people.percent)), people.ceiling)
  return count > limit ? [{ counter: 'people', count, limit }] : []
}

function checkApp({ plan, recent, accountsPerApp, limits }: GuardQuestion, app: string): readonly TrippedLimit[] {
  const seen = recent.accounts.get(app) ?? new Set()
  const added = plan.apps.filter((one) => one.app === app && isDestructivePlan(one) && !seen.has(accountKey(one)))
  const count = seen.size + added.length
  const limit = Math.max(limits.day.accountsPerApp.floor, share(accountsPerApp.get(app) ?? 0, limits.day.accountsPerApp.percent))
  return added.length > 0 && count > limit ? [{ counter: 'accounts', app, count, limit }] : []
}

/** Whole people only. */
function share(of: number, percent: number): number {
  return Math.floor((of * percent) / 100)
}
