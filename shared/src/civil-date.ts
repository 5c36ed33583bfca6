import { z } from 'zod'

/** A day on the calendar, `YYYY-MM-DD`. HR facts are civil dates, never instants: the instant depends on a zone and is computed late. */
export type CivilDate = string & { readonly __brand: 'CivilDate' }

const pattern = /^(\d{4})-(\d{2})-(\d{2})$/

/** True for a day that exists: `2026-02-29` does not. */
export function isCivilDate(text: string): text is CivilDate {
  const match = pattern.exec(text)
  if (match === null) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

/** @throws RangeError when the text is not an existing day in `YYYY-MM-DD` form */
export function toCivilDate(text: string): CivilDate {
  if (!isCivilDate(text)) throw new RangeError(`"${text}" is not a calendar day in the form YYYY-MM-DD`)
  return text
}

export const civilDateSchema = z.custom<CivilDate>(
  (value) => typeof value === 'string' && isCivilDate(value),
  'not a calendar day in the form YYYY-MM-DD',
)
