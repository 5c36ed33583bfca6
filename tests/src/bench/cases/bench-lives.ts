import { addJoiner, endEngagement, moveDepartment } from '../../company/edit-roster.ts'
import { parseRoster, type RosterRow } from '../../company/roster-csv.ts'
import { dateIn, lastFinishedDay } from '../../stage/dates.ts'

/** One more engineer in Berlin, as in the demo; `number` tells them apart. */
export function hire(csv: string, number: number): string {
  const id = String(90_000 + number)
  return addJoiner(csv, {
    personId: id,
    engagementId: `0${id}`,
    givenName: 'Noor',
    familyName: `Haddad${id}`,
    department: 'Engineering',
    title: 'Optics Engineer',
    managerId: '00031',
    startDate: dateIn('Europe/Berlin', new Date()),
  })
}

export function move(csv: string, { person_id: personId }: RosterRow): string {
  return moveDepartment(csv, { personId, department: 'Sales', title: 'Account Executive', managerId: '00001' })
}

/** Their last day has just ended. */
export function dismiss(csv: string, { person_id: personId, time_zone: zone }: RosterRow): string {
  return endEngagement(csv, { personId, endDate: lastFinishedDay(zone, new Date()) })
}

/** Engineers with one engagement that goes on: they all hold the same in every app. */
export function engineers(csv: string): readonly RosterRow[] {
  const rows = parseRoster(csv)
  const isPlain = (row: RosterRow) =>
    row.department === 'Engineering' && row.status === 'Active' && row.end_date === '' && row.leave_from === ''
  return rows.filter((row) => isPlain(row) && rows.filter(({ person_id }) => person_id === row.person_id).length === 1)
}
