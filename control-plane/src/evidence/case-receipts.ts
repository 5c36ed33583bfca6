import type { EntityManager } from '@mikro-orm/sql'
import type { Envelope } from '@rollcall/shared/envelope/envelope'
import type { Id } from '@rollcall/shared/ids'
import { JobRecord } from '../dispatch/job.entity.ts'
import { JobOffer } from '../dispatch/job-offer.entity.ts'
import { ReceiptRecord } from '../dispatch/receipt.entity.ts'
import type { LoggedEntry } from './case-entries.ts'

export interface CaseReceipts {
  /** One per `job.receipt` entry, in the order of the log. */
  readonly receipts: readonly ReceiptRecord[]
  /** One per `job.issued` entry, in the order of the log. */
  readonly jobs: readonly Envelope[]
}

/** What the entries of a case name by hash: the signed receipts, and the signed job of every attempt. */
export async function caseReceipts(em: EntityManager, caseId: Id<'case'>, entries: readonly LoggedEntry[]): Promise<CaseReceipts> {
  const records = await em.find(ReceiptRecord, { case: caseId })
  const jobs = await em.find(JobRecord, { case: caseId }, { fields: ['id'] })
  const offers = await em.find(JobOffer, { job: { $in: jobs.map(({ id }) => id) } })
  const receiptOf = new Map(records.map((record) => [record.hash, record]))
  const jobOf = new Map(offers.map(({ hash, envelope }) => [hash, envelope]))
  return {
    receipts: entries.flatMap(({ entry }) => (entry.t === 'job.receipt' ? (receiptOf.get(entry.rcpt) ?? []) : [])),
    jobs: entries.flatMap(({ entry }) => (entry.t === 'job.issued' ? (jobOf.get(entry.jobHash) ?? []) : [])),
  }
}
