import { isSharpFall } from '../sharp-fall.ts'
import type { FilledColumns } from './parse-roster.ts'
import type { RosterColumn } from './roster-columns.ts'

export interface Completeness {
  readonly rows: number
  readonly expectedRows: number | undefined
  /** How many rows have a value in each column. */
  readonly filled: FilledColumns
  /** The last accepted snapshot, and how many rows had a value in each column; null before the first. */
  readonly last: { readonly rows: number; readonly filledColumns: Readonly<Record<string, number>> } | null
  /** Columns that are hidden by HR, and columns that were named as hidden and are not. */
  readonly redacted: { readonly hidden: readonly string[]; readonly shown: readonly string[] }
  /** People that were present so far, and how many of them the file does not have. */
  readonly present: number
  readonly vanished: number
  /** True when an operator has said that people or values are rightly missing. */
  readonly isFallAccepted: boolean
}

/** A column is lost when more rows than these had a value in it: few values come and go with the people who have them. */
const sparse = { least: 3, percent: 1 }

/** What ends somebody's access. A column of these that becomes empty would cancel ends to come: one row may lose it, no more. */
const ends: ReadonlySet<string> = new Set<RosterColumn>(['end_date', 'last_working_day', 'garden_leave_from'])

/** Why a snapshot does not count as a look at the whole source; empty when it does. */
export function checkCompleteness(seen: Completeness): readonly string[] {
  return [...countReasons(seen), ...columnReasons(seen), ...shownReasons(seen), ...fallReasons(seen)]
}

function countReasons({ rows, expectedRows }: Completeness): readonly string[] {
  if (expectedRows === undefined || expectedRows === rows) return []
  return [`the file has ${rows} rows where ${expectedRows} were stated: export it again`]
}

function columnReasons({ filled, last, redacted, isFallAccepted }: Completeness): readonly string[] {
  if (isFallAccepted || last === null) return []
  const now: Readonly<Record<string, number>> = filled
  const most = Math.max(sparse.least, (last.rows * sparse.percent) / 100)
  return Object.entries(last.filledColumns)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .filter(([column, count]) => count > (ends.has(column) ? 1 : most) && (now[column] ?? 0) === 0 && !redacted.hidden.includes(column))
    .map(
      ([column]) =>
        `the column "${column}" had values in the last snapshot and has none now: give the export its permissions back. If HR keeps it hidden, import the file again with --redacted ${column}, and the last values stay. If it is rightly empty, import the file again with --accept-fall and a reason`,
    )
}

function shownReasons({ redacted }: Completeness): readonly string[] {
  return redacted.shown.map((column) => `the column "${column}" has values: import the file again without --redacted ${column}`)
}

/** Counts those who are gone, not the difference of two totals: new people do not make up for lost ones. */
function fallReasons({ present, vanished, isFallAccepted }: Completeness): readonly string[] {
  if (isFallAccepted || !isSharpFall({ present, gone: vanished })) return []
  return [
    `${vanished} of ${present} people are not in the file: check that the export was not filtered. If they have left, import the file again with --accept-fall and a reason`,
  ]
}
