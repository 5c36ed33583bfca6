import type { CivilDate } from '@rollcall/shared/civil-date'
import { digestOf } from '@rollcall/shared/digest'

export type RosterEventKind =
  | 'hire'
  | 'rehire'
  | 'conversion'
  | 'position_change'
  | 'rename'
  | 'leave_start'
  | 'leave_end'
  | 'garden_leave'
  | 'termination'
  | 'never_started'

/** One turn of a working life, as HR states it. */
export interface RosterEvent {
  /** The same statement has the same id, however often it is read: a digest of source, person, engagement, kind and day. */
  readonly id: string
  readonly kind: RosterEventKind
  /** Empty for what concerns the person and no engagement. */
  readonly engagementKey: string
  readonly effectiveOn: CivilDate
}

/** Whose events. */
export interface EventSubject {
  readonly source: string
  readonly personKey: string
}

export type EventStatement = Omit<RosterEvent, 'id'>

export function toEvent({ source, personKey }: EventSubject, statement: EventStatement): RosterEvent {
  const { engagementKey, kind, effectiveOn } = statement
  return { id: digestOf([source, personKey, engagementKey, kind, effectiveOn]), ...statement }
}
