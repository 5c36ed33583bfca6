import type { CivilDate } from '@rollcall/shared/civil-date'
import { type EngagementFacts, engagementTypes, type PersonFacts } from '@rollcall/shared/person'
import type { DateReader } from './date-reader.ts'
import type { CsvRecord } from './read-csv.ts'
import type { RosterColumn } from './roster-columns.ts'
import { RosterFileError } from './roster-file-error.ts'
import { isTimeZone } from './time-zone.ts'

export interface RosterRow {
  readonly line: number
  readonly person: Omit<PersonFacts, 'engagements'>
  readonly engagement: EngagementFacts
  /** Day from which this row's position counts; the same engagement may have a row for each. */
  readonly effectiveFrom: CivilDate | null
}

/** Longest text that an app profile takes. */
const maxLength = 256

/** One row as facts. A column that the file lacks leaves the field out; an empty cell is null. @throws RosterFileError */
export function parseRow(record: CsvRecord, columns: readonly RosterColumn[], readDate: DateReader): RosterRow {
  const row = new Cells(record, columns, readDate)
  return {
    line: record.line,
    person: {
      personKey: row.key('person_id'),
      givenName: row.required('given_name'),
      familyName: row.required('family_name'),
      ...row.optional('workEmail', 'work_email', isAddress),
      ...row.optional('country', 'country'),
      ...row.optional('timeZone', 'time_zone', isTimeZone),
    },
    engagement: {
      engagementKey: row.key('engagement_id'),
      type: row.type(),
      ...row.optional('department', 'department'),
      ...row.optional('title', 'title'),
      ...row.optional('managerKey', 'manager_id'),
      ...row.optional('location', 'location'),
      ...row.optional('costCenter', 'cost_center'),
      startDate: row.requiredDate('start_date'),
      ...row.date('endDate', 'end_date'),
      ...row.date('lastWorkingDay', 'last_working_day'),
      ...row.date('gardenLeaveFrom', 'garden_leave_from'),
      ...row.date('leaveFrom', 'leave_from'),
      ...row.date('leaveUntil', 'leave_until'),
      ...row.optional('sourceStatus', 'status'),
    },
    effectiveFrom: row.date('effectiveFrom', 'effective_from').effectiveFrom ?? null,
  }
}

class Cells {
  readonly #record: CsvRecord
  readonly #columns: readonly RosterColumn[]
  readonly #readDate: DateReader

  constructor(record: CsvRecord, columns: readonly RosterColumn[], readDate: DateReader) {
    this.#record = record
    this.#columns = columns
    this.#readDate = readDate
  }

  required(column: RosterColumn): string {
    return this.#text(column) ?? this.#refuse('cell_missing', column, 'the cell is empty: fill it in HR')
  }

  key(column: RosterColumn): string {
    const key = this.required(column)
    return key.length <= 128 ? key : this.#refuse('cell_invalid', column, 'the id has more than 128 characters: check the column')
  }

  type(): EngagementFacts['type'] {
    const text = this.required('type').toLowerCase()
    const type = engagementTypes.find((candidate) => candidate === text)
    return type ?? this.#refuse('cell_invalid', 'type', `the cell is none of ${engagementTypes.join(', ')}: map it in the export`)
  }

  optional<Field extends string>(field: Field, column: RosterColumn, isGood?: (text: string) => boolean): FieldOf<Field, string> {
    const text = this.#text(column)
    if (typeof text === 'string' && isGood?.(text) === false)
      this.#refuse('cell_invalid', column, `the cell holds no ${meaning[column] ?? 'such value'}: correct it in HR`)
    return toField(field, text)
  }

  date<Field extends string>(field: Field, column: RosterColumn): FieldOf<Field, CivilDate> {
    const text = this.#text(column)
    return toField(field, typeof text === 'string' ? this.#toDate(column, text) : text)
  }

  requiredDate(column: RosterColumn): CivilDate {
    return this.#toDate(column, this.required(column))
  }

  #toDate(column: RosterColumn, text: string): CivilDate {
    const read = this.#readDate(text)
    return 'date' in read ? read.date : this.#refuse('date', column, `${read.found}: ${read.advice}`)
  }

  /** Undefined without the column, null for an empty cell. */
  #text(column: RosterColumn): string | null | undefined {
    const index = this.#columns.indexOf(column)
    if (index < 0) return undefined
    const text = (this.#record.cells[index] ?? '').trim()
    if (text === '') return null
    if (text.length > maxLength) this.#refuse('cell_invalid', column, `the cell has more than ${maxLength} characters: shorten it in HR`)
    if (/\p{Cc}/u.test(text))
      this.#refuse('cell_invalid', column, 'the cell holds a line break or another control character: remove it in HR')
    return text
  }

  #refuse(code: 'cell_missing' | 'cell_invalid' | 'date', column: RosterColumn, message: string): never {
    throw new RosterFileError(code, message, { line: this.#record.line, column })
  }
}

type FieldOf<Field extends string, Value> = { readonly [Key in Field]?: Value | null }

function toField<Field extends string, Value>(field: Field, value: Value | null | undefined): FieldOf<Field, Value>
function toField(field: string, value: unknown): Record<string, unknown> {
  return value === undefined ? {} : { [field]: value }
}

const meaning: { readonly [Column in RosterColumn]?: string } = {
  work_email: 'e-mail address',
  time_zone: 'IANA time zone such as Europe/Berlin',
}

function isAddress(text: string): boolean {
  return /^[^\s@=]+@[^\s@]+$/.test(text)
}
