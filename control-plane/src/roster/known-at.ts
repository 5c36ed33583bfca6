import type { PersonFacts } from '@rollcall/shared/person'

/** One thing that HR said of somebody. The present statement has no end. */
export interface RecordedStatement {
  readonly facts: PersonFacts
  readonly presence: 'present' | 'missing'
  readonly recordedAt: Date
  readonly supersededAt: Date | null
}

/** Everything HR has said of somebody, oldest first, the present statement last. */
export function statementsOf(
  { facts, presence, recordedAt }: Omit<RecordedStatement, 'supersededAt'>,
  versions: readonly Omit<RecordedStatement, 'supersededAt'>[],
): readonly RecordedStatement[] {
  const all = [...versions, { facts, presence, recordedAt }]
  return all.map((statement, index) => ({
    facts: statement.facts,
    presence: statement.presence,
    recordedAt: statement.recordedAt,
    supersededAt: all[index + 1]?.recordedAt ?? null,
  }))
}

/** What we knew at an instant, or know now; undefined when HR had not told us of the person yet. */
export function knownAt(statements: readonly RecordedStatement[], at: Date | undefined): RecordedStatement | undefined {
  return at === undefined ? statements.at(-1) : statements.findLast(({ recordedAt }) => recordedAt <= at)
}
