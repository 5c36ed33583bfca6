import type { StepReceipt } from '@rollcall/shared/receipt'
import type { Progress } from '../../src/dispatch/progress-board.ts'
import type { CaseJob, CaseStep } from '../api/trpc.ts'

/** Where one step stands, as far as anybody knows just now. */
export type StepStatus =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'working'; readonly at: Progress['state'] }
  /** The agent says that it is done; its signed receipt comes when the whole job is. */
  | { readonly kind: 'reported' }
  | { readonly kind: StepReceipt['outcome']; readonly failure: string | undefined; readonly tookMs: number; readonly endsSessions: boolean }

/** What the agent says while it runs, and what its receipt says before and after. */
export function stepStatus(job: Pick<CaseJob, 'state' | 'progress'>, step: CaseStep, index: number): StepStatus {
  const { progress } = job
  if (job.state === 'leased' && progress !== null) return liveStatus(progress, index)
  if (step.receipt === null) return { kind: 'waiting' }
  const { outcome, failure, endsSessions, startedAt, finishedAt } = step.receipt
  return {
    kind: outcome,
    failure: failure?.kind,
    tookMs: Date.parse(finishedAt) - Date.parse(startedAt),
    endsSessions: endsSessions === 'yes',
  }
}

/** Steps that need nothing more. */
export function isSettled({ kind }: StepStatus): boolean {
  return kind === 'changed' || kind === 'already' || kind === 'reported'
}

function liveStatus({ step, state }: Progress, index: number): StepStatus {
  if (index > step) return { kind: 'waiting' }
  if (index < step || state === 'finished') return { kind: 'reported' }
  return { kind: 'working', at: state }
}
