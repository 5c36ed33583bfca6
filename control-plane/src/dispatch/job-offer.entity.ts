import { defineEntity, p } from '@mikro-orm/core'
import type { Envelope } from '@rollcall/shared/envelope/envelope'
import type { Id } from '@rollcall/shared/ids'

/** A job as it was signed for one agent under one fence, once per attempt and for ever: what a receipt can answer, and what a packet shows. */
export const jobOfferSchema = defineEntity({
  name: 'JobOffer',
  properties: {
    job: p.string().primary().$type<Id<'job'>>(),
    attempt: p.integer().primary(),
    agent: p.string().$type<Id<'agent'>>(),
    fence: p.integer(),
    /** Hex SHA-256 of the payload bytes; the ledger's `job.issued` entry and receipts name the offer by it. */
    hash: p.string().unique(),
    envelope: p.json().$type<Envelope>(),
    offeredAt: p.datetime(),
  },
})
export class JobOffer extends jobOfferSchema.class {}
jobOfferSchema.setClass(JobOffer)
