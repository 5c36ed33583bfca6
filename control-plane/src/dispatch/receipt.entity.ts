import { defineEntity, p } from '@mikro-orm/core'
import type { Disclosure } from '@rollcall/shared/disclosure'
import type { Envelope } from '@rollcall/shared/envelope/envelope'
import type { Id } from '@rollcall/shared/ids'

/** A receipt exactly as the agent signed it. `fenced` ones came after the lease had passed on: evidence, but they decide nothing. */
export const receiptEntitySchema = defineEntity({
  name: 'ReceiptRecord',
  tableName: 'receipt',
  properties: {
    id: p.string().primary().$type<Id<'receipt'>>(),
    organization: p.string().index().$type<Id<'organization'>>(),
    agent: p.string().$type<Id<'agent'>>(),
    sequence: p.integer(),
    /** Whose offer to this agent it answers; null for one that answers none, which decides nothing. */
    job: p.string().nullable().index().$type<Id<'job'>>(),
    case: p.string().nullable().index().fieldName('case_id').$type<Id<'case'>>(),
    fenced: p.boolean(),
    /** Hex SHA-256 of the payload bytes; the ledger's `job.receipt` entry names the receipt by it. */
    hash: p.string().unique(),
    envelope: p.json().$type<Envelope>(),
    disclosures: p.json().$type<readonly Disclosure[]>(),
    receivedAt: p.datetime(),
  },
  uniques: [{ properties: ['agent', 'sequence'] }],
})
export class ReceiptRecord extends receiptEntitySchema.class {}
receiptEntitySchema.setClass(ReceiptRecord)
