import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'
import type { Auth } from '@rollcall/shared/wire/frames'

/** Our program in the customer's network, as it enrolled and as it last introduced itself. */
export const agentSchema = defineEntity({
  name: 'Agent',
  properties: {
    id: p.string().primary().$type<Id<'agent'>>(),
    organization: p.string().index().$type<Id<'organization'>>(),
    name: p.string(),
    status: p.string().$type<'active' | 'revoked'>(),
    /** Public keys, PEM. */
    boundKey: p.text(),
    resultsKey: p.text(),
    epoch: p.integer(),
    agentVersion: p.string(),
    policyDigest: p.string().nullable(),
    apps: p.json().$type<Auth['apps']>(),
    /** Last numbered frame received from it, and given out to it. */
    received: p.integer(),
    sent: p.integer(),
    /** Sequence of the last job made for it, and of its last receipt with that receipt's hash. */
    jobSequence: p.integer(),
    receiptSequence: p.integer(),
    receiptHash: p.string(),
    enrolledAt: p.datetime(),
    lastSeenAt: p.datetime().nullable(),
  },
})
export class Agent extends agentSchema.class {}
agentSchema.setClass(Agent)
