import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { z } from 'zod'
import { RosterFileError } from './roster-file-error.ts'

export interface CsvRecord {
  /** The line it ends on; records of one line, as all good ones are here, start there too. */
  readonly line: number
  readonly cells: readonly string[]
}

const parsedSchema = z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) })
const maxRecordBytes = 65_536

/** The records of a file one by one, the header first. Blank lines are passed over. @throws RosterFileError */
export async function* readCsv(text: string): AsyncGenerator<CsvRecord> {
  let last = 0
  const parser = Readable.from(slices(text)).pipe(
    parse({
      delimiter: detectDelimiter(text),
      record_delimiter: ['\r\n', '\n', '\r'],
      bom: true,
      info: true,
      skip_empty_lines: true,
      max_record_size: maxRecordBytes,
    }),
  )
  try {
    for await (const item of parser) {
      const { record, info } = parsedSchema.parse(item)
      last = info.lines
      yield { line: last, cells: record }
    }
  } catch (error) {
    // The parser's own message quotes the cell, which is somebody's personal data.
    if (error instanceof CsvError) throw refusalOf(error, last + 1)
    throw error
  }
}

function* slices(text: string): Generator<string> {
  const size = 65_536
  for (let start = 0; start < text.length; start += size) yield text.slice(start, start + size)
}

/** Comma, semicolon or tab: whichever the header has most of. No column name contains one. */
function detectDelimiter(text: string): string {
  const header = /^[^\r\n]*/.exec(text.trimStart())?.[0] ?? ''
  const [best] = [',', ';', '\t']
    .map((delimiter) => ({ delimiter, count: header.split(delimiter).length }))
    .sort((a, b) => b.count - a.count)
  return best?.delimiter ?? ','
}

function refusalOf(error: CsvError, next: number): RosterFileError {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
    case 'CSV_MAX_RECORD_SIZE':
      return new RosterFileError(
        'quote',
        'a quotation mark opens in this row and never closes: the file is cut off, or a cell holds a lone ". Export it again, and write " inside a cell as ""',
        { line: next },
      )
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
    case 'CSV_RECORD_INCONSISTENT_COLUMNS':
      return new RosterFileError(
        'columns',
        'this row does not have as many cells as the header: the file is cut off, or a cell holds the separator. Export it again with such cells in quotation marks',
        { line: next },
      )
    default:
      return new RosterFileError('quote', 'a quotation mark stands where none may: put the whole cell in "…" and write " inside it as ""', {
        line: next,
      })
  }
}
