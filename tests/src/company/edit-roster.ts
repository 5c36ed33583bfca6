import { formatRoster, parseRoster, type RosterRow, toRosterRow } from './roster-csv.ts'

/** Someone new. Office, country, time zone and cost centre are the manager's. */
export interface Joiner {
  readonly personId: string
  readonly engagementId: string
  readonly givenName: string
  readonly familyName: string
  readonly department: string
  readonly title: string
  readonly managerId: string
  readonly startDate: string
}

export interface Move {
  readonly personId: string
  readonly department: string
  readonly title: string
  readonly managerId: string
}

export interface Ending {
  readonly personId: string
  /** Needed only for a person with several engagements; the others go on. */
  readonly engagementId?: string
  readonly endDate: string
  readonly lastWorkingDay?: string
}

export interface Leave {
  readonly personId: string
  readonly from: string
  readonly until: string
}

/** HR hires someone: a new last row, at the manager's location. */
export function addJoiner(csv: string, joiner: Joiner): string {
  const rows = parseRoster(csv)
  if (rows.some((row) => row.person_id === joiner.personId || row.engagement_id === joiner.engagementId)) {
    throw new RangeError(`person ${joiner.personId} or engagement ${joiner.engagementId} is on the roster already`)
  }
  return formatRoster([...rows, joinerRow(joiner, engagementOf(rows, joiner.managerId))])
}

/** HR transfers someone to another department, title and manager; the cost centre is the new manager's. */
export function moveDepartment(csv: string, move: Move): string {
  const rows = parseRoster(csv)
  const costCenter = engagementOf(rows, move.managerId).cost_center
  const change = { department: move.department, title: move.title, manager_id: move.managerId, cost_center: costCenter }
  return replaceRow(rows, { ...engagementOf(rows, move.personId), ...change })
}

/** HR enters an end date, whether ahead, today or back-dated. */
export function endEngagement(csv: string, ending: Ending): string {
  const rows = parseRoster(csv)
  const row = engagementOf(rows, ending.personId, ending.engagementId)
  return replaceRow(rows, {
    ...row,
    end_date: ending.endDate,
    last_working_day: ending.lastWorkingDay ?? ending.endDate,
    status: 'Notice given',
  })
}

export function startLeave(csv: string, leave: Leave): string {
  const rows = parseRoster(csv)
  return replaceRow(rows, { ...engagementOf(rows, leave.personId), leave_from: leave.from, leave_until: leave.until, status: 'On leave' })
}

/** The person vanishes from the export, which is not a termination. */
export function dropPerson(csv: string, personId: string): string {
  const rows = parseRoster(csv)
  engagementsOf(rows, personId)
  return formatRoster(rows.filter((row) => row.person_id !== personId))
}

function joinerRow(joiner: Joiner, manager: RosterRow): RosterRow {
  return toRosterRow({
    person_id: joiner.personId,
    engagement_id: joiner.engagementId,
    given_name: joiner.givenName,
    family_name: joiner.familyName,
    work_email: `${joiner.givenName}.${joiner.familyName}@larkfield.example`.toLowerCase(),
    type: 'employee',
    department: joiner.department,
    title: joiner.title,
    manager_id: joiner.managerId,
    location: manager.location,
    country: manager.country,
    time_zone: manager.time_zone,
    cost_center: manager.cost_center,
    start_date: joiner.startDate,
    status: 'Active',
  })
}

function engagementOf(rows: readonly RosterRow[], personId: string, engagementId?: string): RosterRow {
  const own = engagementsOf(rows, personId)
  const [row, ...others] = engagementId === undefined ? own : own.filter((candidate) => candidate.engagement_id === engagementId)
  if (row === undefined) throw new RangeError(`person ${personId} has no engagement ${engagementId}`)
  if (others.length > 0) throw new RangeError(`person ${personId} has several engagements: say which one`)
  return row
}

function engagementsOf(rows: readonly RosterRow[], personId: string): readonly RosterRow[] {
  const own = rows.filter((row) => row.person_id === personId)
  if (own.length === 0) throw new RangeError(`no person ${personId} is on the roster`)
  return own
}

function replaceRow(rows: readonly RosterRow[], changed: RosterRow): string {
  return formatRoster(rows.map((row) => (row.engagement_id === changed.engagement_id ? changed : row)))
}
