import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'

/** Lets one agent in, once, within the hour. Only the verifier of its secret is kept. */
export const enrolmentTokenSchema = defineEntity({
  name: 'EnrolmentToken',
  properties: {
    id: p.string().primary().$type<Id<'enrolment'>>(),
    organization: p.string().index().$type<Id<'organization'>>(),
    /** Hex. */
    verifier: p.string(),
    createdBy: p.string().$type<Id<'member'>>(),
    expiresAt: p.datetime(),
    usedAt: p.datetime().nullable(),
  },
})
export class EnrolmentToken extends enrolmentTokenSchema.class {}
enrolmentTokenSchema.setClass(EnrolmentToken)
