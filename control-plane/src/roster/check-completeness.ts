import type { RosterColumn } from './roster-columns.ts'

export interface Completeness {
  readonly rows: number
  readonly expectedRows: number | undefined
  readonly filledColumns: readonly RosterColumn[]
  /** Of the last accepted snapshot; none before the first. */
  readonly filledBefore: readonly string[]
  /** People that were present so far, and how many of them the file does not have. */
  readonly present: number
  readonly vanished: number
  /** True when an operator has said that so many have left. */
  readonly isFallAccepted: boolean
}

const fall = { least: 5, percent: 10 }

/** Why a snapshot does not count as a look at the whole source; empty when it does. */
export function checkCompleteness(seen: Completeness): readonly string[] {
  return [...countReasons(seen), ...columnReasons(seen), ...fallReasons(seen)]
}

function countReasons({ rows, expectedRows }: Completeness): readonly string[] {
  if (expectedRows === undefined || expectedRows === rows) return []
  return [`the file has ${rows} rows where ${expectedRows} were stated: export it again`]
}

function columnReasons({ filledColumns, filledBefore }: Completeness): readonly string[] {
  const now: readonly string[] = filledColumns
  return filledBefore
    .filter((column) => !now.includes(column))
    .map((column) => `the column "${column}" had values in the last snapshot and has none now: check the permissions of the export`)
}

/** Counts those who are gone, not the difference of two totals: new people do not make up for lost ones. */
function fallReasons({ present, vanished, isFallAccepted }: Completeness): readonly string[] {
  if (isFallAccepted || vanished <= Math.max(fall.least, (present * fall.percent) / 100)) return []
  return [
    `${vanished} of ${present} people are not in the file: check that the export was not filtered. If they have left, import the file again and say why`,
  ]
}
