import { type RosterColumn, rosterColumns } from '@rollcall/control-plane/roster/roster-columns'

/** One engagement; an empty cell is an empty text. */
export type RosterRow = Readonly<Record<RosterColumn, string>>

/** Reads a roster of ours. Not a general CSV reader: our cells never need quotes, and a text that would is refused. */
export function parseRoster(csv: string): readonly RosterRow[] {
  const [header, ...lines] = csv.trimEnd().split('\n')
  if (header !== rosterColumns.join(',')) throw new RangeError(`the first line of a roster is ${rosterColumns.join(',')}`)
  return lines.map(parseLine)
}

export function formatRoster(rows: readonly RosterRow[]): string {
  const lines = rows.map((row) => rosterColumns.map((column) => plainCell(row[column])).join(','))
  return `${[rosterColumns.join(','), ...lines].join('\n')}\n`
}

/** A row from the cells that are filled; the others are empty. */
export function toRosterRow(cells: Partial<RosterRow>): RosterRow {
  return {
    person_id: '',
    engagement_id: '',
    given_name: '',
    family_name: '',
    work_email: '',
    type: '',
    department: '',
    title: '',
    manager_id: '',
    location: '',
    country: '',
    time_zone: '',
    cost_center: '',
    start_date: '',
    end_date: '',
    last_working_day: '',
    leave_from: '',
    leave_until: '',
    status: '',
    ...cells,
  }
}

function parseLine(line: string): RosterRow {
  const cells = line.split(',').map(plainCell)
  if (cells.length !== rosterColumns.length) throw new RangeError(`a roster row has ${rosterColumns.length} cells: ${line}`)
  return toRosterRow(Object.fromEntries(rosterColumns.map((column, index) => [column, cells[index]])))
}

function plainCell(text: string): string {
  if (/[",\r\n]/.test(text)) throw new RangeError(`a cell of this roster has no comma, quote or line break: ${text}`)
  return text
}
