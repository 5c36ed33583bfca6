export type RosterFileCode =
  | 'too_large'
  | 'not_text'
  | 'encoding'
  | 'quote'
  | 'columns'
  | 'header_missing'
  | 'header_duplicate'
  | 'header_unknown'
  | 'cell_missing'
  | 'cell_invalid'
  | 'date'
  | 'date_format'
  | 'engagement_duplicate'
  | 'engagement_conflict'
  | 'person_conflict'
  | 'cut_off'
  | 'empty'
  | 'source_unknown'

/** Where in the file: a 1-based line, and the name of a column or the 1-based number of a character. */
export interface RosterPlace {
  readonly line: number
  readonly column?: string | number
}

/**
 * A roster file that cannot be believed. The message says where, what is wrong and what to do, and holds no value from the file except a
 * date that could not be read. The last good roster stays.
 */
export class RosterFileError extends Error {
  override readonly name = 'RosterFileError'
  readonly code: RosterFileCode
  readonly line: number | undefined
  readonly column: string | number | undefined

  constructor(code: RosterFileCode, message: string, place?: RosterPlace) {
    super(place === undefined ? message : `${describePlace(place)}: ${message}`)
    this.code = code
    this.line = place?.line
    this.column = place?.column
  }
}

function describePlace({ line, column }: RosterPlace): string {
  return column === undefined ? `line ${line}` : `line ${line}, column ${column}`
}
