import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { type Refusal, receiptSchema } from '@rollcall/shared/receipt'
import { ReceiptRecord } from '../dispatch/receipt.entity.ts'

/** Of each job of the case that an agent refused, the word by which it did so last: `vetoed` alone does not say what to change. */
export async function lastRefusals(em: EntityManager, lifecycle: Id<'case'>): Promise<ReadonlyMap<Id<'job'>, Refusal>> {
  const receipts = await em.find(ReceiptRecord, { case: lifecycle, fenced: false }, { orderBy: { sequence: 'asc' } })
  return new Map(
    receipts.flatMap(({ job, envelope }) => {
      const { refusal } = receiptSchema.parse(JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')))
      return job == null || refusal === undefined ? [] : [[job, refusal] as const]
    }),
  )
}
