import type { Verb } from './connector/verbs.ts'
import type { Job } from './job.ts'
import type { Receipt } from './receipt.ts'

/**
 * The first thing in which a receipt differs from the job that it says it answers; undefined where it fits. The control plane ties a receipt to a job
 * by this and a packet's reader checks it by this, so that no agent can spoil a packet with a receipt that was taken and cannot be verified.
 */
export function receiptDisagreement(receipt: Receipt, job: Job): string | undefined {
  if (receipt.organization !== job.organization) return 'organization'
  if (!job.audience.includes(receipt.agent)) return 'agent'
  if (receipt.job !== job.id) return 'job'
  if (receipt.case !== job.cause.case) return 'case'
  if (receipt.app !== job.app) return 'app'
  if (receipt.attempt !== job.attempt) return 'attempt'
  if (receipt.fence !== job.fence) return 'fence'
  return areStepsOf(receipt, job) ? undefined : 'steps'
}

/** Each is a step of the job and none is told twice; a job that is done has done them all. */
function areStepsOf({ outcome, steps }: Receipt, job: Job): boolean {
  const isInOrder = steps.every(({ index, verb }, at) => index > (steps[at - 1]?.index ?? -1) && isAnswer(verb, job.steps[index]?.verb))
  if (outcome !== 'done') return isInOrder
  return isInOrder && steps.length === job.steps.length && steps.every((step) => step.outcome !== 'failed')
}

/** Who is to get an account and has one that is suspended gets that one back: the receipt then says so, and tells of no new account. */
function isAnswer(done: Verb, asked: Verb | undefined): boolean {
  return done === asked || (asked === 'account.create' && done === 'account.restore')
}
