import { type Draft, days, draftOf, queryFor } from './draft.ts'
import { inDays, isoDay } from './iso-day.ts'
import { endedInOurTime, openTransfers } from './leaver-tasks.ts'
import type { PlannedStep } from './plan.ts'
import type { ObservedAccount, PlanFacts } from './plan-facts.ts'
import { planLeaverRevokes, whyOver } from './plan-revokes.ts'
import { shutSteps } from './plan-shut.ts'

const neverStarted = ['they never started, and nobody ever signed in']
const graceIsOver = ['switched off for long enough']
/** After everything else, in a case of its own. */
const deletionStage = 10

/** Somebody who has left, or never came: out everywhere, in apps that policy never names too. */
export function planOver(facts: PlanFacts): readonly Draft[] {
  return facts.accounts.map((account) => {
    const common = { app: account.app, account, query: queryFor(facts.person, account), turn: 'leaver' as const }
    if (isNobodys(facts, account))
      return draftOf({ ...common, stage: stageOf(facts, account), steps: deletion(neverStarted, whyNobodys(facts)) })
    const steps = leaverSteps(facts, account)
    const isDue = steps.length === 0 && isDeletionDue(facts, account)
    return isDue
      ? draftOf({ ...common, stage: deletionStage, steps: deletion(graceIsOver, whyDeleted(facts, account)) })
      : draftOf({ ...common, stage: stageOf(facts, account), steps })
  })
}

/**
 * When the account that we switched off for a leaver is deleted; undefined where it never is, or where HR has them back one day. Counted from our own
 * act, in days of 24 hours, not from a date.
 */
export function deletionAt(
  { apps, returnsAt }: Pick<PlanFacts, 'apps' | 'returnsAt'>,
  { app, suspended }: ObservedAccount,
): Date | undefined {
  const after = apps.get(app)?.policy.leaver.deleteAfterDays
  const isKept = after == null || returnsAt !== undefined || suspended?.kind !== 'leaver'
  return isKept ? undefined : new Date(suspended.at.getTime() + days(after))
}

/** Sign-in, then the sessions, ahead of everything else. What somebody else switched off for an end before our time is as they left it. */
function leaverSteps(facts: PlanFacts, account: ObservedAccount): readonly PlannedStep[] {
  const { orders, explain } = facts
  const isOld = !account.active && account.suspended === undefined && !endedInOurTime(facts)
  const endsSessions = !isOld && (orders.forCause || facts.apps.get(account.app)?.policy.leaver.endSessions === true)
  const shut = shutSteps(facts, { account, kind: 'leaver', endsSessions, because: whyOver(facts), why: [explain.end()] })
  return [...shut, ...planLeaverRevokes(facts, account)]
}

/** Who signs people in, and mail, before the rest; for cause nothing waits for anything. */
function stageOf({ apps, orders }: PlanFacts, { app }: ObservedAccount): number {
  const order = apps.get(app)?.policy.order ?? 'app'
  return order === 'app' && !orders.forCause ? 3 : 1
}

/** Ours, never used, of somebody who never came. An app that does not tell who signed in has not said "never". */
function isNobodys(facts: PlanFacts, account: ObservedAccount): boolean {
  return facts.status === 'never_started' && account.created && account.signedIn === 'never' && mayDelete(facts, account)
}

function isDeletionDue(facts: PlanFacts, account: ObservedAccount): boolean {
  const from = deletionAt(facts, account)
  const isTime = !account.active && from !== undefined && facts.at >= from
  return isTime && mayDelete(facts, account) && openTransfers(facts, account.app).length === 0
}

function mayDelete({ apps, orders }: PlanFacts, { app }: ObservedAccount): boolean {
  const { policy, verbs } = apps.get(app) ?? {}
  return policy?.leaver.deleteAfterDays != null && verbs?.has('account.delete') === true && !orders.legalHold
}

function deletion(because: readonly string[], why: string): readonly PlannedStep[] {
  return [{ step: { verb: 'account.delete' }, because, why: [why] }]
}

function whyNobodys({ explain }: PlanFacts): string {
  return `${explain.end()}; we made the account, and nobody ever signed in`
}

function whyDeleted({ apps, explain }: PlanFacts, { app, suspended }: ObservedAccount): string {
  const kept = inDays(apps.get(app)?.policy.leaver.deleteAfterDays ?? 0)
  const since = suspended === undefined ? '' : ` ${isoDay(suspended.at)}`
  return `switched off by us${since}, and kept for ${kept} since; ${explain.end()}`
}
