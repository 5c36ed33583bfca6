import type { CivilDate } from '@rollcall/shared/civil-date'
import type { EngagementFacts } from '@rollcall/shared/person'
import type { RosterRow } from './parse-row.ts'
import { RosterFileError } from './roster-file-error.ts'

/** The rows that state one engagement: one, or one for each day from which another position counts. */
export interface EngagementRows {
  readonly personKey: string
  readonly line: number
  readonly engagement: EngagementFacts
  readonly effectiveFrom: CivilDate | null
  /** Further positions by day; made when the first one comes, since nearly nobody has any. */
  positions: Map<CivilDate, EngagementFacts> | undefined
}

export function startEngagement({ person: { personKey }, line, engagement, effectiveFrom }: RosterRow): EngagementRows {
  return { personKey, line, engagement, effectiveFrom, positions: undefined }
}

/** The same with one more position. @throws RosterFileError for a row that is no position of the engagement */
export function addPosition(rows: EngagementRows, row: RosterRow): EngagementRows {
  const { effectiveFrom, line } = row
  const isDated = effectiveFrom !== null && rows.effectiveFrom !== null && effectiveFrom !== rows.effectiveFrom
  if (!isDated || row.person.personKey !== rows.personKey || rows.positions?.has(effectiveFrom) === true)
    throw new RosterFileError('engagement_duplicate', `the same engagement_id stands on line ${rows.line}: give each engagement its own`, {
      line,
      column: 'engagement_id',
    })
  if (!isSameEngagement(rows.engagement, row.engagement))
    throw new RosterFileError(
      'engagement_conflict',
      `the engagement of line ${rows.line} stands here with another type, date or status: rows that differ in effective_from may differ in department, title, manager_id, location and cost_center only. Correct one of the two rows in HR`,
      { line },
    )
  rows.positions ??= new Map([[rows.effectiveFrom, rows.engagement]])
  rows.positions.set(effectiveFrom, row.engagement)
  return rows
}

/** The engagement as one: the first position's fields, and every position by day where there are several. */
export function joinEngagement({ engagement, positions }: EngagementRows): EngagementFacts {
  if (positions === undefined) return engagement
  const inOrder = [...positions].sort(([a], [b]) => (a < b ? -1 : 1))
  const [, first = engagement] = inOrder[0] ?? []
  return { ...first, positions: inOrder.map(([effectiveOn, stated]) => ({ effectiveOn, ...positionOf(stated) })) }
}

function positionOf({ department, title, managerKey, location, costCenter }: EngagementFacts) {
  return {
    ...(department !== undefined && { department }),
    ...(title !== undefined && { title }),
    ...(managerKey !== undefined && { managerKey }),
    ...(location !== undefined && { location }),
    ...(costCenter !== undefined && { costCenter }),
  }
}

function isSameEngagement(a: EngagementFacts, b: EngagementFacts): boolean {
  return fields.every((field) => a[field] === b[field])
}

const fields = ['type', 'startDate', 'endDate', 'lastWorkingDay', 'gardenLeaveFrom', 'leaveFrom', 'leaveUntil', 'sourceStatus'] as const
