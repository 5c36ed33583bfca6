import { addJoiner, endEngagement, moveDepartment } from '../company/edit-roster.ts'
import { parseRoster, type RosterRow } from '../company/roster-csv.ts'
import { dateIn, lastFinishedDay } from '../stage/dates.ts'
import type { SeededChoice } from './seeded-choice.ts'

export const editKinds = ['joiner', 'mover', 'leaver'] as const
export type EditKind = (typeof editKinds)[number]

export interface RosterEdit {
  readonly kind: EditKind
  readonly csv: string
}

/** Heads of departments: they stay, so that everyone always has somebody to report to. */
const managers = { Sales: '00001', Finance: '00002', Engineering: '00031', Legal: '00029', Marketing: '00024' } as const
const departments = ['Sales', 'Finance', 'Engineering', 'Legal', 'Marketing'] as const

/** One turn of somebody's working life, chosen by chance, on top of the roster as it is. `number` keeps names and titles apart. */
export function nextEdit(choice: SeededChoice, { kind, csv, number }: RosterEdit & { number: number }): RosterEdit {
  return { kind, csv: edits[kind](choice, csv, number) }
}

const edits: Readonly<Record<EditKind, (choice: SeededChoice, csv: string, number: number) => string>> = {
  joiner: (choice, csv, number) => {
    const department = choice.oneOf(departments)
    return addJoiner(csv, {
      personId: `9${String(number).padStart(4, '0')}`,
      engagementId: `9${String(number).padStart(5, '0')}`,
      givenName: 'Noor',
      familyName: `Newcomer-${number}`,
      department,
      title: `Apprentice ${number}`,
      managerId: managers[department],
      startDate: dateIn('Pacific/Honolulu', new Date()),
    })
  },
  mover: (choice, csv, number) => {
    const person = choice.oneOf(staff(csv))
    const department = choice.oneOf(departments.filter((name) => name !== person.department))
    return moveDepartment(csv, { personId: person.person_id, department, title: `Specialist ${number}`, managerId: managers[department] })
  },
  leaver: (choice, csv) => {
    const person = choice.oneOf(staff(csv))
    return endEngagement(csv, { personId: person.person_id, endDate: lastFinishedDay(person.time_zone, new Date()) })
  },
}

/** People with one engagement that goes on, nobody's manager. */
function staff(csv: string): readonly RosterRow[] {
  const rows = parseRoster(csv)
  const counted = Map.groupBy(rows, (row) => row.person_id)
  const leading = new Set(rows.map((row) => row.manager_id))
  return rows.filter(
    (row) =>
      !leading.has(row.person_id) &&
      counted.get(row.person_id)?.length === 1 &&
      row.status === 'Active' &&
      row.end_date === '' &&
      row.leave_from === '' &&
      row.start_date < '2026-01-01',
  )
}
