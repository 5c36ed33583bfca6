import { formatRoster, type RosterRow, toRosterRow } from '../../company/roster-csv.ts'

const departments = ['Engineering', 'Sales', 'Customer Care', 'Finance', 'People', 'Operations', 'Legal', 'Marketing']
const places = [
  ['Berlin', 'DE', 'Europe/Berlin'],
  ['London', 'GB', 'Europe/London'],
  ['New York', 'US', 'America/New_York'],
  ['Bengaluru', 'IN', 'Asia/Kolkata'],
  ['Singapore', 'SG', 'Asia/Singapore'],
] as const
const givenNames = ['Ada', 'Björn', 'Chidi', 'Dévora', 'Emeka', 'Farah', 'Grzegorz', 'Hana', 'Ígor', 'Jún']
const familyNames = ['Ağaoğlu', 'Brown', 'Castillo', 'Dubois', 'Eriksen', 'Fernando', 'Grünwald', 'Hughes', 'Ito', 'Jansen', 'Kowalski']

/**
 * A large company as HR would export it: several countries, some with an end date or on leave, every column filled somewhere. The same rows each
 * time; `first` leaves out those before.
 */
export function sampleRows(count: number, first = 0): readonly RosterRow[] {
  return Array.from({ length: count }, (_, at) => sampleRow(first + at))
}

/** About one row in a hundred moved, one in a thousand gone, and as many new. */
export function laterRows(rows: readonly RosterRow[]): readonly RosterRow[] {
  const kept = rows.filter((_, at) => at % 1_000 !== 999)
  const changed = kept.map((row, at) => (at % 100 === 50 ? { ...row, department: departmentOf(at + 3), title: 'Lead' } : row))
  return [...changed, ...Array.from({ length: rows.length - kept.length }, (_, at) => sampleRow(rows.length + at))]
}

export function rosterFile(rows: readonly RosterRow[]): Buffer {
  return Buffer.from(formatRoster(rows))
}

function sampleRow(at: number): RosterRow {
  const [location, country, zone] = places[at % places.length] ?? places[0]
  const [given, family] = [pick(givenNames, at), pick(familyNames, Math.floor(at / 10))]
  const id = String(at).padStart(6, '0')
  return toRosterRow({
    person_id: id,
    engagement_id: `E${id}`,
    given_name: given,
    family_name: family,
    work_email: `person.${id}@larkfield.example`,
    type: at % 12 === 0 ? 'contractor' : 'employee',
    department: departmentOf(at),
    title: `Specialist ${at % 40}`,
    manager_id: String(Math.floor(at / 10)).padStart(6, '0'),
    location,
    country,
    time_zone: zone,
    cost_center: `CC-${1_000 + (at % 50)}`,
    start_date: `${2_005 + (at % 20)}-${twoDigits(1 + (at % 12))}-${twoDigits(1 + (at % 28))}`,
    ...(at % 12 === 0 && { end_date: '2031-06-30', last_working_day: '2031-06-30' }),
    ...(at % 90 === 7 && { leave_from: '2026-01-05', leave_until: '2031-01-04' }),
    status: at % 90 === 7 ? 'On leave' : 'Active',
  })
}

function departmentOf(at: number): string {
  return pick(departments, at)
}

function pick(from: readonly string[], at: number): string {
  return from[at % from.length] ?? ''
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
