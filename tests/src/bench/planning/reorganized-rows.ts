import type { RosterRow } from '../../company/roster-csv.ts'

/** The worst day that HR can make: of 20 people one has left, one is new, and eighteen move to another department. Nobody stays as they are. */
export function reorganizedRows(rows: readonly RosterRow[], lastDay: string): readonly RosterRow[] {
  return rows.map((row, at) => {
    if (isLeaver(at)) return { ...row, end_date: lastDay, last_working_day: lastDay, status: 'Notice given' }
    return isNew(at) ? row : { ...row, department: rows[at + 1]?.department ?? 'Legal', title: 'Senior Specialist' }
  })
}

/** Who is there the day before. */
export function rowsBefore(rows: readonly RosterRow[]): readonly RosterRow[] {
  return rows.filter((_, at) => !isNew(at))
}

function isLeaver(at: number): boolean {
  return at % 20 === 0
}

function isNew(at: number): boolean {
  return at % 20 === 1
}
