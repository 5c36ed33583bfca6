import { RosterFileError } from './roster-file-error.ts'

/** Every column that a roster file may have. */
export const rosterColumns = [
  'person_id',
  'engagement_id',
  'given_name',
  'family_name',
  'work_email',
  'type',
  'department',
  'title',
  'manager_id',
  'location',
  'country',
  'time_zone',
  'cost_center',
  'effective_from',
  'start_date',
  'end_date',
  'last_working_day',
  'garden_leave_from',
  'leave_from',
  'leave_until',
  'status',
] as const
export type RosterColumn = (typeof rosterColumns)[number]

const required: readonly RosterColumn[] = ['person_id', 'engagement_id', 'given_name', 'family_name', 'type', 'start_date']

/** Columns that HR may come to hide (a right was lost) while the rest of a file still counts. */
export const hideableColumns = [
  'work_email',
  'country',
  'time_zone',
  'department',
  'title',
  'manager_id',
  'location',
  'cost_center',
  'end_date',
  'last_working_day',
  'garden_leave_from',
  'leave_from',
  'leave_until',
  'status',
] as const satisfies readonly RosterColumn[]
export type HideableColumn = (typeof hideableColumns)[number]

/** What HR exports often call them. Only ever a suggestion: a wrong mapping of two ids would merge two people. */
const otherNames: ReadonlyMap<string, RosterColumn> = new Map<string, RosterColumn>([
  ['employee_id', 'person_id'],
  ['employment_id', 'engagement_id'],
  ['first_name', 'given_name'],
  ['last_name', 'family_name'],
  ['surname', 'family_name'],
  ['email', 'work_email'],
  ['job_title', 'title'],
  ['employment_type', 'type'],
  ['timezone', 'time_zone'],
  ['hire_date', 'start_date'],
  ['termination_date', 'end_date'],
])

/** The columns of a file in order, from its first record. @throws RosterFileError */
export function readColumns(header: readonly string[], line: number): readonly RosterColumn[] {
  const columns = header.map((name, index) => toColumn(name, { line, column: index + 1 }))
  const twice = columns.findIndex((column, index) => columns.indexOf(column) !== index)
  const duplicate = columns[twice]
  if (duplicate !== undefined)
    throw new RosterFileError('header_duplicate', `there are two columns "${duplicate}": keep one`, { line, column: twice + 1 })
  const missing = required.filter((column) => !columns.includes(column))
  if (missing.length > 0)
    throw new RosterFileError('header_missing', `the file lacks ${quoteAll(missing)}: add the column to the export`, { line })
  return columns
}

function toColumn(header: string, place: { line: number; column: number }): RosterColumn {
  const name = header.trim().toLowerCase()
  const column = rosterColumns.find((candidate) => candidate === name)
  if (column !== undefined) return column
  const nearest = suggest(name)
  const hint = nearest === undefined ? `the columns are ${rosterColumns.join(', ')}` : `did you mean "${nearest}"?`
  throw new RosterFileError('header_unknown', `there is no column ${JSON.stringify(header.trim().slice(0, 64))}: ${hint}`, place)
}

function suggest(name: string): RosterColumn | undefined {
  const plain = name.replaceAll(/[\s-]+/g, '_')
  const known = otherNames.get(plain)
  if (known !== undefined) return known
  const [best] = rosterColumns.map((column) => ({ column, edits: editDistance(plain, column) })).sort((a, b) => a.edits - b.edits)
  return best !== undefined && best.edits <= 2 ? best.column : undefined
}

/** Levenshtein distance of two short words. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= Math.min(a.length, 64); i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

function quoteAll(columns: readonly RosterColumn[]): string {
  return columns.map((column) => `"${column}"`).join(', ')
}
