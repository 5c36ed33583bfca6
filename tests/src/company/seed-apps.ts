import type { SeedPerson } from '../apps/running-app.ts'
import { parseRoster, type RosterRow } from './roster-csv.ts'

export const everyoneGroup = 'all-staff'

/**
 * What an app holds before the story starts: an account for everyone who works here on the given day (`YYYY-MM-DD`), with the groups
 * of all their engagements. People on leave keep theirs; future starters have none yet.
 */
export function seedApps(csv: string, day: string): readonly SeedPerson[] {
  const current = parseRoster(csv).filter((row) => isEmployedOn(row, day))
  return [...Map.groupBy(current, (row) => row.person_id).values()].map(toSeedPerson)
}

/** The group that everyone in a department is in: `Customer Care` → `dept-customer-care`. */
export function departmentGroup(department: string): string {
  return `dept-${department.toLowerCase().replaceAll(' ', '-')}`
}

/** ISO days compare as text. */
function isEmployedOn(row: RosterRow, day: string): boolean {
  return row.start_date <= day && (row.end_date === '' || day <= row.end_date)
}

function toSeedPerson(engagements: readonly RosterRow[]): SeedPerson {
  const [main] = engagements
  if (main === undefined) throw new RangeError('a person has at least one engagement')
  return {
    userName: main.work_email,
    externalId: main.person_id,
    givenName: main.given_name,
    familyName: main.family_name,
    email: main.work_email,
    title: main.title,
    department: main.department,
    active: true,
    groups: [...new Set([everyoneGroup, ...engagements.map((row) => departmentGroup(row.department))])],
  }
}
