import { type RosterColumn, rosterColumns } from '@rollcall/control-plane/roster/roster-columns'

/** One engagement; an empty cell is an empty text. */
export type RosterRow = Readonly<Record<RosterColumn, string>>

/** Columns that a roster has only where somebody fills them: an empty one would say that HR knows of nothing. */
const rare: readonly RosterColumn[] = ['effective_from', 'garden_leave_from']

/** Reads a roster of ours. Not a general CSV reader: our cells never need quotes, and a text that would is refused. */
export function parseRoster(csv: string): readonly RosterRow[] {
  const [header = '', ...lines] = csv.trimEnd().split('\n')
  const columns = rosterColumns.filter((column) => header.split(',').includes(column))
  const usual = rosterColumns.filter((column) => columns.includes(column) || !rare.includes(column))
  if (header !== usual.join(',')) throw new RangeError(`the first line of a roster is ${usual.join(',')}`)
  return lines.map((line) => parseLine(line, columns))
}

export function formatRoster(rows: readonly RosterRow[]): string {
  const columns = rosterColumns.filter((column) => !rare.includes(column) || rows.some((row) => row[column] !== ''))
  const lines = rows.map((row) => columns.map((column) => plainCell(row[column])).join(','))
  return `${[columns.join(','), ...lines].join('\n')}\n`
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
    effective_from: '',
    start_date: '',
    end_date: '',
    last_working_day: '',
    garden_leave_from: '',
    leave_from: '',
    leave_until: '',
    status: '',
    ...cells,
  }
}

function parseLine(line: string, columns: readonly RosterColumn[]): RosterRow {
  const cells = line.split(',').map(plainCell)
  if (cells.length !== columns.length) throw new RangeError(`a roster row has ${columns.length} cells: ${line}`)
  return toRosterRow(Object.fromEntries(columns.map((column, index) => [column, cells[index]])))
}

function plainCell(text: string): string {
  if (/[",\r\n]/.test(text)) throw new RangeError(`a cell of this roster has no comma, quote or line break: ${text}`)
  return text
}
