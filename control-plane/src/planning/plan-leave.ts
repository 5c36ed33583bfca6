import { accountsIn, type Draft, draftOf, queryFor } from './draft.ts'
import { inDays } from './iso-day.ts'
import { startOfDay } from './local-day.ts'
import type { PlannedStep } from './plan.ts'
import type { ObservedAccount, PlanFacts } from './plan-facts.ts'

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

/** Switched off as it is: nothing is taken, renamed or made, so that the return finds all of it. */
export function planLeave(facts: PlanFacts, app: string): readonly Draft[] {
  const active = accountsIn(facts, app).filter((account) => account.active)
  return active.map((account) =>
    draftOf({ app, account, query: queryFor(facts.person, account), turn: 'leave', steps: leaveSteps(facts, account) }),
  )
}

function leaveSteps({ apps, explain }: PlanFacts, { app }: ObservedAccount): readonly PlannedStep[] {
  const settings = apps.get(app)
  const endsSessions = settings?.policy.leave.action === 'suspend_and_end_sessions' && settings.verbs?.has('sessions.end') === true
  const why = [`${explain.leave()}; policy lets access stand for ${inDays(settings?.policy.leave.afterDays ?? 0)}`]
  return [
    { step: { verb: 'account.suspend' }, because: leaveIsLong, why },
    ...(endsSessions ? [{ step: { verb: 'sessions.end' as const }, because: leaveIsLong, why }] : []),
  ]
}
