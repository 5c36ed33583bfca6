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

/**
 * The row that keeps what is superseded. None for a statement that was current at no instant: one that arrived in the same instant, or while the
 * clock stood behind. The one before it then ends where its successor begins, so nothing older is lost.
 */
export function pastStatement(before: StoredPerson, { organization, at }: Superseding) {
  const { id: person, facts, presence, redacted, recordedAt } = before
  const supersededAt = recordedFrom(before, at)
  return recordedAt < supersededAt ? [{ person, recordedAt, organization, facts, presence, redacted, supersededAt }] : []
}

/** From when the successor counts: never before what it follows, whatever the clock says. */
export function recordedFrom({ recordedAt }: Pick<StoredPerson, 'recordedAt'>, at: Date): Date {
  return recordedAt < at ? at : recordedAt
}
