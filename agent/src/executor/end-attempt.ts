import type { Job } from '@rollcall/shared/job'
import type { Refusal } from '@rollcall/shared/receipt'
import type { JournalEntry } from '../spool/journal.ts'
import type { Spool } from '../spool/spool.ts'
import type { ExecutorParts } from './executor-parts.ts'
import { fitDisclosures } from './fit-disclosures.ts'
import { inventoryFrames } from './inventory-frames.ts'
import type { ReceiptDraft, WriteReceipt } from './receipt-writer.ts'
import type { AttemptEnd } from './run-attempt.ts'

type Ended = AttemptEnd

/**
 * Writes the receipt of an attempt. Only a job that is done stays so; any other can be offered again under a higher fence.
 * @returns false when the job was offered anew meanwhile and its attempt has to go on under the new lease
 */
export async function endAttempt(parts: ExecutorParts, job: Job, end: Ended): Promise<boolean> {
  for (;;) {
    const entry = parts.spool.journal.find(job.id)
    if (entry === undefined) return true
    if (await parts.receipts.write(toWrite(parts.spool, { job, entry, end }))) return true
    if (end.kind === 'interrupted' && end.reason === 'lease_lost') return false
  }
}

function toWrite(spool: Spool, { job, entry, end }: { job: Job; entry: JournalEntry; end: Ended }): WriteReceipt {
  const records = spool.steps.finished(job.id)
  const draft = toDraft(spool, { job, entry, end })
  const isFinal = draft.outcome === 'done' && job.steps.every((step) => step.verb !== 'account.list')
  return {
    draft,
    disclosures: fitDisclosures(records.flatMap((record) => record.disclosures)),
    frames: end.kind === 'over' && end.accounts !== undefined ? inventoryFrames(job.id, end.accounts) : [],
    endsJob: true,
    commit: () => {
      if (spool.journal.find(job.id)?.fence !== entry.fence) return false
      spool.journal.end(job.id, isFinal ? 'finished' : 'offerable')
      spool.steps.forget(job.id, isFinal ? 'all' : 'finished')
      return true
    },
  }
}

function toDraft(spool: Spool, { job, entry, end }: { job: Job; entry: JournalEntry; end: Ended }): ReceiptDraft {
  const steps = spool.steps.finished(job.id).map((record) => record.receipt)
  const refusal = refusalOf(end)
  const hasTouched = spool.steps.hasOpenIntent(job.id) || steps.some((step) => step.outcome !== 'already')
  const hasFailed = refusal !== undefined || steps.some((step) => step.outcome === 'failed')
  return {
    job: job.id,
    jobHash: entry.jobHash,
    ...(job.cause.case && { case: job.cause.case }),
    app: job.app,
    attempt: entry.attempt,
    fence: entry.fence,
    outcome: refusal !== undefined && !hasTouched ? 'refused' : hasFailed ? 'failed' : 'done',
    ...(refusal && { refusal }),
    steps,
    connector: job.connector,
  }
}

function refusalOf(end: Ended): Refusal | undefined {
  if (end.kind === 'over') return undefined
  return end.reason === 'cancelled' ? 'cancelled' : 'lease_lost'
}
