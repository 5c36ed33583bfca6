import type { Verb } from '@rollcall/shared/connector/verbs'
import type { StepReceipt } from '@rollcall/shared/receipt'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import type { JobRecord } from './job.entity.ts'
import type { BelievedReceipt } from './read-receipt.ts'

const changedAs: Readonly<Record<Verb, 'access.granted' | 'access.changed' | 'access.revoked' | 'access.verified'>> = {
  'account.list': 'access.verified',
  'account.read': 'access.verified',
  'account.create': 'access.granted',
  'account.restore': 'access.granted',
  'account.suspend': 'access.revoked',
  'profile.update': 'access.changed',
  'entitlement.grant': 'access.granted',
  'entitlement.revoke': 'access.revoked',
}

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
  return [received, ...receipt.steps.map((step) => stepEntry({ ...about, at: step.finishedAt, step: step.index, verb: step.verb }, step))]
}

function stepEntry(about: Omit<Extract<EntryDraft, { t: 'access.verified' }>, 't'>, step: StepReceipt): EntryDraft {
  if (step.outcome === 'failed') return { ...about, t: 'access.failed', failure: step.failure?.kind ?? 'unknown' }
  const t = changedAs[step.verb]
  return t === 'access.verified' ? { ...about, t } : { ...about, t, res: step.outcome }
}
