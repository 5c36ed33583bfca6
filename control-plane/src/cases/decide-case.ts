import { digestOf } from '@rollcall/shared/digest'
import type { JobRecord } from '../dispatch/job.entity.ts'
import type { Plan } from '../planning/plan.ts'
import type { PlanOutcome } from '../planning/plan-access.ts'
import { planHash } from '../planning/plan-hash.ts'
import type { TaskRecord } from '../tasks/task.entity.ts'
import type { Case } from './case.entity.ts'
import { factsHaveChanged } from './facts-have-changed.ts'
import { findsNewAccount } from './finds-new-account.ts'
import { wantsMore } from './wants-more.ts'

export interface OpenCase {
  readonly lifecycle: Pick<Case, 'kind' | 'state' | 'plan' | 'planHash' | 'recordedAt' | 'policyDigest' | 'reason'>
  readonly jobs: readonly Pick<JobRecord, 'app' | 'account' | 'steps' | 'state' | 'event' | 'failure'>[]
  readonly tasks: readonly Pick<TaskRecord, 'key' | 'state'>[]
}

export interface CaseQuestion {
  readonly outcome: PlanOutcome
  readonly recordedAt: Date
  readonly policyDigest: string
  readonly open: OpenCase | undefined
  /** An instant has come for which the person was to be looked at. */
  readonly isDue: boolean
  /** Something can only be taken once an app shows something else (`revokeAfter`). */
  readonly isAwaiting: boolean
  /** What is under way is about an account that is another's by now. */
  readonly isDisowned: boolean
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
  const { outcome, open, isAwaiting, isDisowned } = question
  if (outcome.kind === 'absent') return isDisowned ? { kind: 'end', state: 'cancelled' } : leave
  if (outcome.kind === 'nothing') {
    const isLeft = open === undefined || (isUnderWay(open) && !isDisowned) || (isAwaiting && open.lifecycle.kind === 'leaver')
    return isLeft ? leave : { kind: 'end', state: isDone(open) ? 'closed' : 'cancelled' }
  }
  const plan = outcome.kind === 'plan' ? outcome.plan : unclearPlan
  if (open !== undefined && !isDisowned && isSameWish(open, plan, question)) return leave
  return { kind: 'open', plan, reason: outcome.kind === 'unclear' ? 'status_unclear' : null }
}

/** Something that was left to a person stands in the way no longer: a question was answered, a name became free. */
function isResolved(before: Plan, now: Plan): boolean {
  const left = new Set(now.left.map((one) => digestOf(one)))
  return before.left.some((one) => !left.has(digestOf(one)))
}

/** Takes nothing and gives nothing. */
const unclearPlan: Plan = { kind: 'mover', apps: [], tasks: [], left: [], lost: [], approval: null }

/**
 * A running case is not disturbed by what its own jobs, or a listing beside them, make visible half way; one that waits for a person goes on
 * waiting. Only news does: from HR, from policy, from the clock, or of a legal hold; for a leaver who waits, an account that nobody knew of; and for
 * one that waits for a condition, that it has come.
 */
function isSameWish({ lifecycle, jobs, tasks }: OpenCase, plan: Plan, question: CaseQuestion): boolean {
  // A held plan is released under the policy that it was made under, or not at all.
  if (lifecycle.planHash === planHash(plan)) return lifecycle.state !== 'held' || lifecycle.policyDigest === question.policyDigest
  const isWaiting =
    lifecycle.state === 'needs_person' &&
    !findsNewAccount({ lifecycle, jobs, outcome: question.outcome }) &&
    !isResolved(lifecycle.plan, plan)
  const isSettled = (lifecycle.state === 'running' && lifecycle.reason === null) || isWaiting
  const isNews =
    factsHaveChanged(lifecycle, question) ||
    isUnderLegalHold(lifecycle.plan) !== isUnderLegalHold(plan) ||
    (question.isDue && wantsMore(plan, lifecycle.plan))
  if (isSettled && !isNews) return true
  const outstanding = [
    ...jobs.filter(isOutstanding).map(wishOf),
    ...tasks.filter(({ state }) => isOutstandingTask(state)).map(({ key }) => key),
  ]
  const wanted = [
    ...plan.apps.map(({ steps, ...rest }) => wishOf({ ...rest, steps: steps.map(({ step }) => step) })),
    ...plan.tasks.map(({ key }) => key),
  ]
  return outstanding.length > 0 && plan.left.length === 0 && isSameSet(outstanding, wanted)
}

/** What people were to hand over must stay where it is, or may go again. */
function isUnderLegalHold({ left }: Plan): boolean {
  return left.some(({ reason }) => reason === 'legal_hold')
}

function wishOf({ app, account, steps }: Pick<JobRecord, 'app' | 'account' | 'steps'>): string {
  return digestOf({ app, account, steps })
}

function isOutstanding({ state, event }: OpenCase['jobs'][number]): boolean {
  return event !== 'check' && state !== 'done' && state !== 'waived'
}

function isOutstandingTask(state: TaskRecord['state']): boolean {
  return state === 'waiting' || state === 'open'
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && new Set([...a, ...b]).size === a.length
}

function isUnderWay({ jobs }: OpenCase): boolean {
  return jobs.some(({ state, event }) => state === 'leased' && event !== 'check')
}

/** What was refused is not wanted any more. */
function isDone({ jobs, tasks }: OpenCase): boolean {
  const work = jobs.filter(({ event, failure }) => event !== 'check' && failure !== 'refused')
  return work.length + tasks.length > 0 && [...work, ...tasks].every(({ state }) => state === 'done' || state === 'waived')
}
