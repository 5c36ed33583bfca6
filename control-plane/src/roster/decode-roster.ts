import chardet from 'chardet'
import { RosterFileError } from './roster-file-error.ts'

const maxBytes = 128 * 1024 * 1024

/**
 * The file as text. A byte order mark decides, else it must be UTF-8: a guess that turns one name into another is worse than a refusal.
 * @throws RosterFileError naming the first byte that does not fit
 */
export function decodeRoster(bytes: Uint8Array): string {
  if (bytes.length > maxBytes)
    throw new RosterFileError('too_large', `the file has ${bytes.length} bytes; at most ${maxBytes} are read: split it into two sources`)
  if (bytes[0] === 0x50 && bytes[1] === 0x4b)
    throw new RosterFileError('not_text', 'this is a zip file, probably an Excel workbook: save it as "CSV UTF-8" and send that')
  const encoding = encodingOf(bytes)
  const text = decode(bytes, encoding) ?? refuse(bytes, encoding)
  if (text.includes('\0'))
    throw new RosterFileError('not_text', 'the file holds zero bytes, so it is no text: export it again as "CSV UTF-8"')
  return text
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'

function encodingOf(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return 'utf-8'
}

/** Undefined when the bytes do not fit. With `isPart`, a character that is cut off at the end is no fault. */
function decode(bytes: Uint8Array, encoding: Encoding, isPart = false): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: isPart })
  } catch {
    return undefined
  }
}

function refuse(bytes: Uint8Array, encoding: Encoding): never {
  const good = decode(bytes.subarray(0, goodLength(bytes, encoding)), encoding, true) ?? ''
  const line = good.split('\n').length
  const column = good.length - good.lastIndexOf('\n')
  const wanted = encoding === 'utf-8' ? 'UTF-8' : encoding.toUpperCase()
  throw new RosterFileError(
    'encoding',
    `these bytes are not ${wanted}.${suggestion(bytes, encoding)} Export the file again as "CSV UTF-8"`,
    {
      line,
      column,
    },
  )
}

/** Length of the longest beginning that decodes, by halving: a longer beginning of a good one is the only thing that can be bad. */
function goodLength(bytes: Uint8Array, encoding: Encoding): number {
  let good = 0
  let bad = bytes.length + 1
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2)
    if (decode(bytes.subarray(0, middle), encoding, true) === undefined) bad = middle
    else good = middle
  }
  return good
}

/** Only ever a hint for a person: detection by statistics is often sure of the wrong thing. */
function suggestion(bytes: Uint8Array, encoding: Encoding): string {
  const guess = encoding === 'utf-8' ? chardet.detect(bytes.subarray(0, 65_536)) : null
  return guess === null || guess === 'UTF-8' || guess === 'ASCII' ? '' : ` They look like ${guess}.`
}
