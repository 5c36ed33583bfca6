import { type CivilDate, isCivilDate } from '@rollcall/shared/civil-date'

export const defaultDateFormat = 'YYYY-MM-DD'

/** Reads one date, or says why it is none. `found` describes the value without repeating it where it may be personal. */
export type DateReader = (text: string) => { readonly date: CivilDate } | { readonly found: string; readonly advice: string }

const formatPattern = /^(?:YYYY|DD|MM)([-./])(?:MM|DD)\1(?:YYYY|DD|MM)$/

/** True for an order of YYYY, MM and DD with one of `-`, `.`, `/` between, such as `DD.MM.YYYY`. */
export function isDateFormat(format: string): boolean {
  return formatPattern.test(format) && ['YYYY', 'MM', 'DD'].every((part) => format.includes(part))
}

/** A reader of exactly one declared way to write dates: anything else would be a guess. @throws RangeError for no such format */
export function dateReader(format: string): DateReader {
  if (!isDateFormat(format))
    throw new RangeError(`"${format}" is no date format: write the order of YYYY, MM and DD with one separator, such as DD.MM.YYYY`)
  const pattern = toPattern(format)
  return (text) => {
    const { year, month, day } = pattern.exec(text)?.groups ?? {}
    if (year === undefined || month === undefined || day === undefined) return describe(text, format)
    const date = `${year}-${month}-${day}`
    return isCivilDate(date) ? { date } : { found: `"${text}" is a day that does not exist`, advice: 'correct it in HR' }
  }
}

function toPattern(format: string): RegExp {
  const escaped = format.replaceAll('.', '\\.')
  const named = escaped.replace('YYYY', '(?<year>\\d{4})').replace('MM', '(?<month>\\d{2})').replace('DD', '(?<day>\\d{2})')
  return new RegExp(`^${named}$`)
}

function describe(text: string, format: string): { found: string; advice: string } {
  if (/^\d{4,6}(?:[.,]0+)?$/.test(text))
    return {
      found: `"${text}" looks like an Excel serial number`,
      advice: `format the column as text or as ${format} before saving`,
    }
  if (/^\d{1,2}[-./]\d{1,2}[-./]\d{2,4}$/.test(text))
    return {
      found: `"${text}" does not say which part is the day and which the month`,
      advice: `export dates as ${format}, or declare how this source writes them`,
    }
  if (/^[\d\s\-./:TZ+]{6,32}$/.test(text))
    return { found: `"${text}" is not written as ${format}`, advice: `export dates as ${format}, or declare how this source writes them` }
  return { found: 'the cell holds text that is no date', advice: 'check that no cell of this row has slipped into another column' }
}
