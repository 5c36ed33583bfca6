import { finished } from 'node:stream/promises'
import { setImmediate } from 'node:timers/promises'
import { CsvError, type Parser, parse } from 'csv-parse'
import { RosterFileError } from './roster-file-error.ts'
import { SharedTexts } from './shared-texts.ts'

export interface CsvRecord {
  /** The line it ends on; records of one line, as all good ones are here, start there too. */
  readonly line: number
  readonly cells: readonly string[]
}

const maxRecordBytes = 65_536
const sliceBytes = 65_536

/** The records of a file one by one, the header first, up to the first fault in the file. Blank lines are passed over. @throws RosterFileError */
export async function* readCsv(text: string): AsyncGenerator<CsvRecord> {
  // By callback and not by iteration: a stream that fails throws away the good records that it had already read.
  const records: CsvRecord[] = []
  const parser = openParser(detectDelimiter(text), (record) => records.push(record))
  const end = finished(parser.resume()).then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  let last = 0
  for (const slice of slices(Buffer.from(text))) {
    if (parser.destroyed) break
    parser.write(slice)
    await setImmediate()
    for (const record of records.splice(0)) {
      last = record.line
      yield record
    }
  }
  parser.end()
  const failed = await end
  for (const record of records.splice(0)) {
    last = record.line
    yield record
  }
  // The parser's own message quotes the cell, which is somebody's personal data.
  if (failed?.error instanceof CsvError) throw refusalOf(failed.error, last + 1)
  if (failed !== undefined) throw new Error('the roster could not be read', { cause: failed.error })
}

function openParser(delimiter: string, onRecord: (record: CsvRecord) => void): Parser {
  const texts = new SharedTexts()
  return parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    bom: true,
    skip_empty_lines: true,
    max_record_size: maxRecordBytes,
    on_record: (record: readonly string[], { lines }) => {
      onRecord({ line: lines, cells: record.map((cell) => texts.share(cell)) })
      return null
    },
  })
}

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += sliceBytes) yield bytes.subarray(start, start + sliceBytes)
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
