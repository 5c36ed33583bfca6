import type { EntityManager } from '@mikro-orm/sql'
import { sha256Hex } from '@rollcall/shared/digest'
import type { Envelope } from '@rollcall/shared/envelope/envelope'
import type { Id } from '@rollcall/shared/ids'
import { JobRecord } from '../dispatch/job.entity.ts'
import { ReceiptRecord } from '../dispatch/receipt.entity.ts'
import type { LoggedEntry } from './case-entries.ts'

export interface CaseReceipts {
  /** One per `job.receipt` entry, in the order of the log. */
  readonly receipts: readonly ReceiptRecord[]
  /** The job envelopes still kept, one per `job.issued` entry that has one, in the order of the log. */
  readonly jobs: readonly Envelope[]
}

/** What the entries of a case name by hash: the signed receipts and the signed jobs. */
export async function caseReceipts(em: EntityManager, caseId: Id<'case'>, entries: readonly LoggedEntry[]): Promise<CaseReceipts> {
  const records = await em.find(ReceiptRecord, { case: caseId })
  const jobRecords = await em.find(JobRecord, { case: caseId })
  const receiptOf = new Map(records.map((record) => [record.hash, record]))
  const envelopes = [...jobRecords.map(({ envelope }) => envelope), ...records.map(({ jobEnvelope }) => jobEnvelope)]
  const jobOf = new Map(envelopes.flatMap((envelope) => (envelope ? [[payloadHash(envelope), envelope]] : [])))
  return {
    receipts: entries.flatMap(({ entry }) => (entry.t === 'job.receipt' ? (receiptOf.get(entry.rcpt) ?? []) : [])),
    jobs: entries.flatMap(({ entry }) => (entry.t === 'job.issued' ? (jobOf.get(entry.jobHash) ?? []) : [])),
  }
}

function payloadHash({ payload }: Envelope): string {
  return sha256Hex(Buffer.from(payload, 'base64'))
}
