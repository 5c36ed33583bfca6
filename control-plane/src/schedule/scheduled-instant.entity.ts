import { defineEntity, p } from '@mikro-orm/core'
import type { CivilDate } from '@rollcall/shared/civil-date'
import type { Id } from '@rollcall/shared/ids'
import type { InstantKind } from './instants.ts'

/** An instant to come at which something about a person changes or somebody is to be told. Worked out anew at every look; `Person.wakeAt` is the earliest. */
export const scheduledInstantSchema = defineEntity({
  name: 'ScheduledInstant',
  properties: {
    person: p.string().primary().$type<Id<'person'>>(),
    kind: p.string().primary().$type<InstantKind>(),
    /** What of the person it concerns: an app, an entitlement, an account; empty where nothing more is to say. */
    about: p.string().length(1024).primary(),
    organization: p.string().$type<Id<'organization'>>(),
    at: p.datetime(),
    /** The civil day and zone that the instant comes from, where it comes from one. */
    date: p.string().nullable().$type<CivilDate>(),
    zone: p.string().nullable(),
  },
  indexes: [{ properties: ['organization', 'at'] }],
})
export class ScheduledInstant extends scheduledInstantSchema.class {}
scheduledInstantSchema.setClass(ScheduledInstant)
