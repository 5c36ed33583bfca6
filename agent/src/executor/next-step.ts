import type { Job } from '@rollcall/shared/job'
import type { StepLog } from '../spool/step-log.ts'

/** The first step that has to be run; undefined when there is none. A list is read again after a crash, since only its digest was kept. */
export function nextStep(steps: StepLog, job: Job): number | undefined {
  for (const [index, { verb }] of job.steps.entries()) {
    const logged = steps.find(job.id, index)
    if (logged?.state !== 'done' || verb === 'account.list') return index
    if (logged.record.receipt.outcome === 'failed') return undefined
  }
  return undefined
}
