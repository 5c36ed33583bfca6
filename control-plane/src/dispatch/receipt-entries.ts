import { accessFact } from '@rollcall/shared/ledger/access-fact'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import type { JobRecord } from './job.entity.ts'
import type { BelievedReceipt } from './read-receipt.ts'

/** The ledger's view of a receipt: that it came, and for work on a person one entry per step. States stay inside the receipt, as commitments. */
export function receiptEntries({ receipt, hash }: BelievedReceipt, job: JobRecord | null, isFenced: boolean): readonly EntryDraft[] {
  const src = `agent:${receipt.agent}` as const
  const inCase = job?.case ? { case: job.case } : {}
  const received: EntryDraft = {
    t: 'job.receipt',
    src,
    ...inCase,
    ...(job ? { job: job.id, app: job.app } : {}),
    ...(job?.person ? { sub: job.person } : {}),
    rcpt: hash,
    res: receipt.outcome,
    ...(receipt.refusal === undefined ? {} : { refusal: receipt.refusal }),
    fenced: isFenced ? 1 : 0,
  }
  if (!job?.person) return [received]
  const about = { src, ...inCase, sub: job.person, app: job.app, job: job.id, rcpt: hash }
  const told = receipt.steps.map(
    (step): EntryDraft => ({ ...about, at: step.finishedAt, step: step.index, verb: step.verb, ...accessFact(step) }),
  )
  return [received, ...told]
}
