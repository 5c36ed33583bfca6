import type { Verb } from '@rollcall/shared/connector/verbs'
import type { Job, Step } from '@rollcall/shared/job'
import { approvesJob, verifyApproval } from '@rollcall/shared/verify-approval'
import type { ApprovalPolicy } from './approval-policy.ts'
import { matchesGlob } from './matches-glob.ts'

/** A creation that finds the person's disabled account opens it again. */
const mayBecome: Partial<Readonly<Record<Verb, Verb>>> = { 'account.create': 'account.restore' }

/** Whether the local policy wants more people to have signed for this job, as it is and still valid, than have. What the control plane says of it does not count. */
export function lacksApproval({ require, keys }: ApprovalPolicy, job: Job, at: Date): boolean {
  const wanted = peopleWanted(require, job)
  if (wanted === 0) return false
  const approvals = job.approvals.map((signed) => verifyApproval(signed, keys))
  const people = new Set(approvals.flatMap((given) => (given !== undefined && approvesJob(given.statement, job, at) ? [given.by] : [])))
  return people.size < wanted
}

/** The strictest rule that one of the steps falls under. */
function peopleWanted(rules: ApprovalPolicy['require'], { app, steps }: Job): number {
  const fitting = rules.filter((rule) => (rule.apps?.includes(app) ?? true) && steps.some((step) => concerns(rule, step)))
  return Math.max(0, ...fitting.map(({ people }) => people))
}

function concerns({ verbs, entitlements }: ApprovalPolicy['require'][number], step: Step): boolean {
  const { verb } = step
  if (!verbs.includes(verb) && !verbs.includes(mayBecome[verb] ?? verb)) return false
  return entitlements === undefined || !('entitlement' in step) || entitlements.some((pattern) => matchesGlob(pattern, step.entitlement))
}
