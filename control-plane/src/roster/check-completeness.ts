import { isSharpFall } from '../sharp-fall.ts'
import type { FilledColumns } from './parse-roster.ts'
import { hideableColumns, type RosterColumn } from './roster-columns.ts'

export interface Completeness {
  readonly rows: number
  readonly expectedRows: number | undefined
  /** The columns that the file has. */
  readonly columns: readonly RosterColumn[]
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

/**
 * Columns that give and take nothing by themselves may become empty when few rows had a value: those come and go with the people who have them.
 * Of every other column one row may lose its value and no more: dates would be cancelled, and what rules read would take access.
 */
const sparse = { columns: new Set<string>(['status', 'time_zone', 'effective_from'] satisfies RosterColumn[]), least: 3, percent: 1 }

/** Why a snapshot does not count as a look at the whole source; empty when it does. */
export function checkCompleteness(seen: Completeness): readonly string[] {
  return [...countReasons(seen), ...columnReasons(seen), ...shownReasons(seen), ...fallReasons(seen)]
}

function countReasons({ rows, expectedRows }: Completeness): readonly string[] {
  if (expectedRows === undefined || expectedRows === rows) return []
  return [`the file has ${rows} rows where ${expectedRows} were stated: export it again`]
}

function columnReasons({ columns, filled, last, redacted, isFallAccepted }: Completeness): readonly string[] {
  if (isFallAccepted || last === null) return []
  const now: Readonly<Record<string, number>> = filled
  const lost = Object.entries(last.filledColumns)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .filter(([column, count]) => count > 0 && (now[column] ?? 0) === 0 && !redacted.hidden.includes(column))
  return lost.flatMap(([column, count]) => {
    if (!columns.some((one) => one === column))
      return `the column "${column}" had values in the last snapshot and is not in the file: export it again with that column. ${orElse(column)}`
    if (count <= mostLost(column, last.rows)) return []
    return `the column "${column}" had values in the last snapshot and has none now: give the export its permissions back. ${orElse(column)}`
  })
}

/** How many rows may lose their value together, in a column that stays. */
function mostLost(column: string, rows: number): number {
  return sparse.columns.has(column) ? Math.max(sparse.least, (rows * sparse.percent) / 100) : 1
}

function orElse(column: string): string {
  const isHideable = hideableColumns.some((one) => one === column)
  const hidden = isHideable ? `If HR keeps it hidden, import the file again with --redacted ${column}, and the last values stay. ` : ''
  return `${hidden}If it is rightly empty, import the file again with --accept-fall and a reason`
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
