import { isPassing } from '@rollcall/shared/failure'
import { type Receipt, type Refusal, type StepReceipt, vetoes } from '@rollcall/shared/receipt'
import type { JobRecord } from './job.entity.ts'
import type { JobState } from './job-states.ts'
import { nextTry } from './next-try.ts'

export interface Judgement {
  readonly state: JobState
  /** A failure kind, a shortfall, `vetoed`, or a refusal: what people are shown. */
  readonly failure: string | null
  readonly notBefore?: Date
  readonly finishedAt: Date | null
  readonly leaseUntil: null
  readonly outcome: readonly StepReceipt[]
}

/** `unverified`: it did not arrive whole. `partial`: it lacks so many accounts that nothing is taken for gone. */
export type Shortfall = 'unverified' | 'partial'

export interface ReceiptContext {
  /** Which attempt this was. */
  readonly attempt: number
  readonly event: JobRecord['event']
  /** What a listing falls short of. */
  readonly shortfall: Shortfall | null
  /** True when the job's case has ended: then it is not tried again. */
  readonly isCancelled: boolean
  readonly at: Date
}

/** Refusals that a fresh envelope cures: the job as such was fine. */
const curable: ReadonlySet<Refusal> = new Set(['expired', 'fence', 'lease_lost', 'not_yet_valid', 'connector'])

/** What a receipt means for its job: done, failed for a person to look at, or worth another attempt after a growing pause. */
export function judgeReceipt(receipt: Receipt, context: ReceiptContext): Judgement {
  const { at } = context
  const ended = { leaseUntil: null, outcome: receipt.steps, finishedAt: at }
  if (receipt.outcome === 'done') return { ...ended, state: context.shortfall === null ? 'done' : 'failed', failure: context.shortfall }
  const failure = failureOf(receipt)
  const notBefore = context.isCancelled || !isWorthRetrying(receipt) ? undefined : nextTry(context, at)
  if (notBefore === undefined) return { ...ended, state: 'failed', failure }
  return { ...ended, state: 'queued', failure, finishedAt: null, notBefore }
}

function failureOf(receipt: Receipt): string {
  if (receipt.refusal !== undefined) return vetoes.has(receipt.refusal) ? 'vetoed' : receipt.refusal
  return receipt.steps.find(({ outcome }) => outcome === 'failed')?.failure?.kind ?? 'unknown'
}

function isWorthRetrying(receipt: Receipt): boolean {
  if (receipt.refusal !== undefined) return curable.has(receipt.refusal)
  const failed = receipt.steps.find(({ outcome }) => outcome === 'failed')?.failure
  return failed !== undefined && isPassing(failed.kind)
}
