import { deriveEvents } from './derive-events.ts'
import { eventsOf } from './events-of.ts'
import type { RecordedStatement } from './known-at.ts'
import { localDate } from './local-instant.ts'
import type { RosterEvent } from './roster-event.ts'

/** A turn on both clocks: true from its day, known in `[recordedAt, supersededAt)`. Moved or cancelled means superseded, never gone. */
export interface TimelineEvent extends RosterEvent {
  readonly recordedAt: Date
  readonly supersededAt: Date | null
}

interface Place {
  readonly source: string
  readonly zone: string
}

/** Every turn that HR has ever stated, read from everything it said: nothing else is kept of events, so nothing can disagree. In the order of days. */
export function timelineOf(statements: readonly RecordedStatement[], { source, zone }: Place): readonly TimelineEvent[] {
  const events: TimelineEvent[] = []
  const current = new Map<string, number>()
  const begin = (stated: readonly RosterEvent[], recordedAt: Date): void => {
    for (const event of stated) {
      if (current.has(event.id)) continue
      current.set(event.id, events.push({ ...event, recordedAt, supersededAt: null }) - 1)
    }
  }
  for (const [index, { facts, recordedAt }] of statements.entries()) {
    const before = statements[index - 1]?.facts
    if (before === undefined) {
      begin(eventsOf(facts, source), recordedAt)
      continue
    }
    const { stated, superseded } = deriveEvents({ before, after: facts, source, saidOn: localDate(recordedAt, zone) })
    for (const { id } of superseded) {
      const at = current.get(id)
      const event = at === undefined ? undefined : events[at]
      if (at !== undefined && event !== undefined) events[at] = { ...event, supersededAt: recordedAt }
      current.delete(id)
    }
    begin(stated, recordedAt)
  }
  return events.sort(byDay)
}

function byDay(a: TimelineEvent, b: TimelineEvent): number {
  if (a.effectiveOn !== b.effectiveOn) return a.effectiveOn < b.effectiveOn ? -1 : 1
  return a.recordedAt.getTime() - b.recordedAt.getTime() || (a.id < b.id ? -1 : 1)
}
