import { digestOf } from '@rollcall/shared/digest'
import type { JobRecord } from '../dispatch/job.entity.ts'
import type { Plan } from '../planning/plan.ts'
import type { PlanOutcome } from '../planning/plan-access.ts'
import { planHash } from '../planning/plan-hash.ts'
import type { Case } from './case.entity.ts'
import { factsHaveChanged } from './facts-have-changed.ts'
import { findsNewAccount } from './finds-new-account.ts'

export interface OpenCase {
  readonly lifecycle: Pick<Case, 'kind' | 'state' | 'plan' | 'planHash' | 'recordedAt' | 'policyDigest' | 'reason'>
  readonly jobs: readonly Pick<JobRecord, 'app' | 'account' | 'steps' | 'state'>[]
}

export interface CaseQuestion {
  readonly outcome: PlanOutcome
  readonly recordedAt: Date
  readonly policyDigest: string
  readonly open: OpenCase | undefined
}

export type CaseDecision =
  | { readonly kind: 'leave' }
  /** Opens a case; one that is open already is superseded. */
  | { readonly kind: 'open'; readonly plan: Plan; readonly reason: 'status_unclear' | null }
  /** Ends the open case: `closed` when all that it wanted was done and is so, `cancelled` when it is no longer wanted. */
  | { readonly kind: 'end'; readonly state: 'closed' | 'cancelled' }

const leave: CaseDecision = { kind: 'leave' }

/** What a new look at a person means for their open case, if any. Same wish, same case: only what differs starts anew. */
export function decideCase(question: CaseQuestion): CaseDecision {
  const { outcome, open } = question
  if (outcome.kind === 'absent') return leave
  if (outcome.kind === 'nothing')
    return open === undefined || isUnderWay(open) ? leave : { kind: 'end', state: isDone(open) ? 'closed' : 'cancelled' }
  const plan = outcome.kind === 'plan' ? outcome.plan : unclearPlan
  if (open !== undefined && isSameWish(open, plan, question)) return leave
  return { kind: 'open', plan, reason: outcome.kind === 'unclear' ? 'status_unclear' : null }
}

/** Takes nothing and gives nothing. */
const unclearPlan: Plan = { kind: 'mover', apps: [], tasks: [], left: [], lost: [], approval: null }

/**
 * A running case is not disturbed by what its own jobs, or a listing beside them, make visible half way; one that waits for a person goes on
 * waiting. Only news does: from HR, from policy, or from the clock; and for a leaver who waits, an account that nobody knew of.
 */
function isSameWish({ lifecycle, jobs }: OpenCase, plan: Plan, question: CaseQuestion): boolean {
  // A held plan is released under the policy that it was made under, or not at all.
  if (lifecycle.planHash === planHash(plan)) return lifecycle.state !== 'held' || lifecycle.policyDigest === question.policyDigest
  const isWaiting = lifecycle.state === 'needs_person' && !findsNewAccount({ lifecycle, jobs, outcome: question.outcome })
  const isSettled = lifecycle.state === 'running' || isWaiting
  if (isSettled && !factsHaveChanged(lifecycle, question)) return true
  const outstanding = jobs.filter(({ state }) => state !== 'done').map(({ app, account, steps }) => digestOf({ app, account, steps }))
  const wanted = plan.apps.map(({ app, account, steps }) => digestOf({ app, account, steps: steps.map(({ step }) => step) }))
  return outstanding.length > 0 && plan.left.length === 0 && isSameSet(outstanding, wanted)
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && new Set([...a, ...b]).size === a.length
}

function isUnderWay({ jobs }: OpenCase): boolean {
  return jobs.some(({ state }) => state === 'leased')
}

function isDone({ jobs }: OpenCase): boolean {
  return jobs.length > 0 && jobs.every(({ state }) => state === 'done')
}
