import { defineEntity, p } from '@mikro-orm/core'
import type { CivilDate } from '@rollcall/shared/civil-date'
import type { Id } from '@rollcall/shared/ids'

export const rosterEventKinds = [
  'hire',
  'rehire',
  'conversion',
  'position_change',
  'rename',
  'leave_start',
  'leave_end',
  'garden_leave',
  'termination',
  'never_started',
] as const
export type RosterEventKind = (typeof rosterEventKinds)[number]

/** One turn on a person's timeline, on both clocks: true from `effectiveOn`, known in `[recordedAt, supersededAt)`. Moved or cancelled means superseded. */
export const rosterEventSchema = defineEntity({
  name: 'RosterEvent',
  properties: {
    /** Hex SHA-256 of source, person, engagement, kind and day: the same statement has the same id, however often it is read. */
    id: p.string().primary(),
    recordedAt: p.datetime().primary(),
    organization: p.string().$type<Id<'organization'>>(),
    person: p.string().index().$type<Id<'person'>>(),
    engagementKey: p.string(),
    kind: p.string().$type<RosterEventKind>(),
    effectiveOn: p.string().$type<CivilDate>(),
    supersededAt: p.datetime().nullable(),
  },
})
export class RosterEvent extends rosterEventSchema.class {}
rosterEventSchema.setClass(RosterEvent)
