import type { Entry } from '../ledger/entry.ts'
import { PacketFault } from './packet-fault.ts'
import { payload } from './packet-layout.ts'
import type { ReadEvent } from './read-events.ts'
import type { ReadJob } from './read-jobs.ts'
import type { ReadReceipt } from './read-receipts.ts'

/** What a packet shows of its case, each part proved by itself; whether the parts agree is for the checks. */
export interface CaseEvidence {
  readonly caseId: string
  /** In the order of the log. */
  readonly events: readonly ReadEvent[]
  readonly jobs: readonly ReadJob[]
  readonly receipts: readonly ReadReceipt[]
}

type EntryOf<T extends Entry['t']> = Extract<Entry, { t: T }>

export interface EventOf<T extends Entry['t']> {
  readonly index: number
  readonly file: string
  readonly entry: EntryOf<T>
}

export interface AccessEvent {
  readonly index: number
  readonly file: string
  readonly entry: Extract<Entry, { step: number }>
}

export function eventsOf<T extends Entry['t']>({ events }: Pick<CaseEvidence, 'events'>, type: T): readonly EventOf<T>[] {
  return events.flatMap(({ index, file, entry }) => (isOfType(entry, type) ? [{ index, file, entry }] : []))
}

/** Every entry that tells a step of a receipt. */
export function accessEvents({ events }: Pick<CaseEvidence, 'events'>): readonly AccessEvent[] {
  return events.flatMap(({ index, file, entry }) => ('step' in entry ? [{ index, file, entry }] : []))
}

/** @throws PacketFault when nothing opens the case */
export function openingOf(evidence: CaseEvidence): EventOf<'case.opened'> {
  const opened = eventsOf(evidence, 'case.opened').find(({ entry }) => entry.case === evidence.caseId)
  if (opened === undefined) throw new PacketFault(payload.end, 'no entry opens the case')
  return opened
}

function isOfType<T extends Entry['t']>(entry: Entry, type: T): entry is EntryOf<T> {
  return entry.t === type
}
