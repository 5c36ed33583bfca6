/** One row of HR's export; days are `YYYY-MM-DD`, the empty text is an empty cell. */
export interface HrRow {
  readonly person: string
  readonly engagement: string
  readonly givenName: string
  readonly familyName: string
  readonly email: string
  readonly type: 'employee' | 'contractor'
  readonly department: string
  readonly manager: string
  readonly timeZone: string
  readonly start: string
  readonly end: string
  readonly lastDay: string
  readonly leaveFrom: string
  readonly leaveUntil: string
  readonly status: string
}

const header =
  'person_id,engagement_id,given_name,family_name,work_email,type,department,manager_id,time_zone,start_date,end_date,last_working_day,leave_from,leave_until,status'

export function rosterCsv(rows: Iterable<HrRow>): string {
  const lines = [...rows].map((row) => {
    const { person, engagement, givenName, familyName, email, type, department, manager } = row
    const who = [person, engagement, givenName, familyName, email, type, department, manager, row.timeZone]
    return [...who, row.start, row.end, row.lastDay, row.leaveFrom, row.leaveUntil, row.status].join(',')
  })
  return `${[header, ...lines].join('\n')}\n`
}
