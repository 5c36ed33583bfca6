import { sha256Hex } from '@rollcall/shared/digest'
import type { PersonFacts } from '@rollcall/shared/person'
import { dateReader } from './date-reader.ts'
import { decodeRoster } from './decode-roster.ts'
import { parseRow } from './parse-row.ts'
import { PeopleBuilder } from './people-builder.ts'
import { readCsv } from './read-csv.ts'
import { type RosterColumn, readColumns } from './roster-columns.ts'
import { RosterFileError } from './roster-file-error.ts'

export interface RosterFile {
  readonly bytes: Uint8Array
  readonly dateFormat: string
  /** How many rows the sender says the file has, without the header. */
  readonly expectedRows?: number | undefined
}

export type FilledColumns = { readonly [Column in RosterColumn]?: number }

export interface ParsedRoster {
  readonly people: readonly PersonFacts[]
  readonly rows: number
  /** The header: a column that is not in it says nothing, an empty one says that there is none. */
  readonly columns: readonly RosterColumn[]
  /** How many rows have a value in each column; a column without any is left out. */
  readonly filledColumns: FilledColumns
  /** Hex SHA-256 of the file as received. */
  readonly sha256: string
}

/** A whole file as people, or nothing of it. @throws RosterFileError */
export async function parseRoster(file: RosterFile): Promise<ParsedRoster> {
  const text = decodeRoster(file.bytes)
  refuseCutOff(text, file.expectedRows)
  const people = new PeopleBuilder()
  const filled = new Map<RosterColumn, number>()
  const readDate = dateReader(file.dateFormat)
  let columns: readonly RosterColumn[] | undefined
  for await (const record of readCsv(text)) {
    if (columns === undefined) {
      columns = readColumns(record.cells, record.line)
      continue
    }
    people.add(parseRow(record, columns, readDate))
    for (const [index, column] of columns.entries())
      if (record.cells[index]?.trim() !== '') filled.set(column, (filled.get(column) ?? 0) + 1)
  }
  if (columns === undefined || people.rows === 0)
    throw new RosterFileError('empty', 'the file has no rows: check that the export was not filtered')
  return { people: people.finish(), rows: people.rows, columns, filledColumns: Object.fromEntries(filled), sha256: sha256Hex(file.bytes) }
}

/** A file without a line end after its last row cannot be told from one that was cut in its last cell, unless somebody counted. */
function refuseCutOff(text: string, expectedRows: number | undefined): void {
  if (text === '' || expectedRows !== undefined || /[\r\n]$/.test(text)) return
  const line = text.split(/\r\n|\n|\r/).length
  throw new RosterFileError(
    'cut_off',
    'the last row has no line end, so the file may be cut off: export it again, or state the row count',
    {
      line,
    },
  )
}
