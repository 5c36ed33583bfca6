/** What a roster row says; left out: what `columns` says. Another engagement of the same person is a row under another key with `person`. */
export interface Row {
  readonly person?: string
  readonly engagement?: string
  readonly givenName?: string
  readonly familyName?: string
  readonly workEmail?: string
  readonly type?: string
  readonly department?: string
  readonly title?: string
  readonly manager?: string
  readonly location?: string
  readonly country?: string
  readonly zone?: string
  readonly costCenter?: string
  readonly effectiveFrom?: string
  readonly start?: string
  readonly end?: string
  readonly last?: string
  readonly gardenLeaveFrom?: string
  readonly leaveFrom?: string
  readonly leaveUntil?: string
  readonly status?: string
}

/** By what it says of a row. */
export type Column = Exclude<keyof Row, 'person'>

interface ColumnTraits {
  readonly name: string
  /** What a row has there that says nothing itself. */
  readonly value: (key: string) => string
  /** A file has it only from when somebody fills it. */
  readonly isExtra?: true
}

const nothing = () => ''

const columns: Readonly<Record<Column, ColumnTraits>> = {
  engagement: { name: 'engagement_id', value: (key) => `${key}-1` },
  givenName: { name: 'given_name', value: (key) => key },
  familyName: { name: 'family_name', value: () => 'Test' },
  workEmail: { name: 'work_email', value: (key) => `${key}@larkfield.example` },
  type: { name: 'type', value: () => 'employee' },
  department: { name: 'department', value: () => 'Finance' },
  title: { name: 'title', value: () => 'Clerk' },
  start: { name: 'start_date', value: () => '2020-01-01' },
  end: { name: 'end_date', value: nothing },
  last: { name: 'last_working_day', value: nothing },
  status: { name: 'status', value: nothing },
  manager: { name: 'manager_id', value: nothing, isExtra: true },
  location: { name: 'location', value: nothing, isExtra: true },
  country: { name: 'country', value: nothing, isExtra: true },
  zone: { name: 'time_zone', value: nothing, isExtra: true },
  costCenter: { name: 'cost_center', value: nothing, isExtra: true },
  effectiveFrom: { name: 'effective_from', value: nothing, isExtra: true },
  gardenLeaveFrom: { name: 'garden_leave_from', value: nothing, isExtra: true },
  leaveFrom: { name: 'leave_from', value: nothing, isExtra: true },
  leaveUntil: { name: 'leave_until', value: nothing, isExtra: true },
}
const all = Object.keys(columns).filter((column): column is Column => column in columns)

/** The whole file. A column that a row has filled stays in every later file: `used` keeps them. */
export function rosterCsv(rows: ReadonlyMap<string, Row>, used: Set<Column>): Buffer {
  for (const row of rows.values()) for (const column of all) if (row[column] !== undefined) used.add(column)
  const shown = all.filter((column) => columns[column].isExtra !== true || used.has(column))
  const header = ['person_id', ...shown.map((column) => columns[column].name)].join(',')
  const lines = [...rows].map(([key, row]) => {
    const person = row.person ?? key
    return [person, ...shown.map((column) => row[column] ?? columns[column].value(column === 'engagement' ? key : person))].join(',')
  })
  return Buffer.from(`${[header, ...lines].join('\n')}\n`)
}

export function staff(count: number): Readonly<Record<string, Row>> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${String(index).padStart(3, '0')}`, {}]))
}
