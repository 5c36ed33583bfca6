import type { Id } from '@rollcall/shared/ids'
import type { Person } from './person.entity.ts'

/** What is needed of a stored person to keep what HR said of them so far. */
export interface StoredPerson extends Readonly<Pick<Person, 'id' | 'facts' | 'presence' | 'recordedAt'>> {
  readonly redacted: readonly string[]
  readonly firstRecordedAt: Date | null
}

interface Superseding {
  readonly organization: Id<'organization'>
  readonly at: Date
}

/** The row that keeps what is superseded: whatever HR said counted for a while, were it a millisecond. */
export function pastStatement(before: StoredPerson, { organization, at }: Superseding) {
  const { id: person, facts, presence, redacted, recordedAt } = before
  return { person, recordedAt, organization, facts, presence, redacted, supersededAt: recordedFrom(before, at) }
}

const leastMs = 1

/** From when the successor counts: always after what it follows, also when it came in the same instant or the clock was put back. */
export function recordedFrom({ recordedAt }: Pick<StoredPerson, 'recordedAt'>, at: Date): Date {
  return recordedAt < at ? at : new Date(recordedAt.getTime() + leastMs)
}
