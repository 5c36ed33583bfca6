import type { EntityManager } from '@mikro-orm/sql'
import { jobSchema } from '@rollcall/shared/job'
import type { Receipt } from '@rollcall/shared/receipt'
import { receiptDisagreement } from '@rollcall/shared/receipt-disagreement'
import { JobOffer } from './job-offer.entity.ts'

/**
 * What a receipt answers: the very bytes that were offered to the agent that signed it, and nothing that they do not say. Null for any other receipt,
 * since an agent that only knows of a job must not reach into it, its case or the case's evidence.
 */
export async function answeredOffer(em: EntityManager, receipt: Receipt): Promise<JobOffer | null> {
  const offer = await em.findOne(JobOffer, { hash: receipt.jobHash, agent: receipt.agent })
  if (offer === null) return null
  const job = jobSchema.parse(JSON.parse(Buffer.from(offer.envelope.payload, 'base64').toString('utf8')))
  return receiptDisagreement(receipt, job) === undefined ? offer : null
}
