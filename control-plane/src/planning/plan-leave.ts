import { accountsIn, type Draft, draftOf, queryFor } from './draft.ts'
import { inDays } from './iso-day.ts'
import { startOfDay } from './local-day.ts'
import type { PlannedStep } from './plan.ts'
import type { ObservedAccount, PlanFacts } from './plan-facts.ts'
import { shutSteps } from './plan-shut.ts'

const leaveIsLong = ['on leave for longer than policy lets access stand']

/** When a leave that began then suspends an account in the app; undefined where the app keeps it. */
export function leaveSuspendsAt(facts: Pick<PlanFacts, 'leaveFrom' | 'apps'>, app: string): Date | undefined {
  const leave = facts.apps.get(app)?.policy.leave
  if (facts.leaveFrom === undefined || leave === undefined || leave.action === 'keep') return undefined
  return startOfDay(facts.leaveFrom, leave.afterDays)
}

export function isSuspendedByLeave(facts: PlanFacts, app: string): boolean {
  const from = leaveSuspendsAt(facts, app)
  return from !== undefined && facts.at >= from
}

/** Switched off as it is: nothing is taken, renamed or made, so that the return finds all of it. What a lock that was lifted leaves off is the leave's again. */
export function planLeave(facts: PlanFacts, app: string): readonly Draft[] {
  return accountsIn(facts, app).map((account) =>
    draftOf({ app, account, query: queryFor(facts.person, account), turn: 'leave', steps: leaveSteps(facts, account) }),
  )
}

function leaveSteps(facts: PlanFacts, account: ObservedAccount): readonly PlannedStep[] {
  const leave = facts.apps.get(account.app)?.policy.leave
  // The lock has ended those of an account that is off.
  const endsSessions = account.active && leave?.action === 'suspend_and_end_sessions'
  const why = [`${facts.explain.leave()}; policy lets access stand for ${inDays(leave?.afterDays ?? 0)}`]
  return shutSteps(facts, { account, kind: 'leave', endsSessions, because: leaveIsLong, why })
}
