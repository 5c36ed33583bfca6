import { isCivilDate } from '@rollcall/shared/civil-date'
import { addDays } from './civil-days.ts'
import { localInstant } from './local-instant.ts'
import { RosterQueryError } from './roster-query-error.ts'

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/

/** An instant, or the end of a day where the company sits: what came on that day was known on it. @throws RosterQueryError */
export function readKnownAt(text: string, timeZone: string): Date {
  if (isCivilDate(text)) return new Date(localInstant(addDays(text, 1), '00:00', timeZone).getTime() - 1)
  const at = new Date(text)
  if (!instant.test(text) || Number.isNaN(at.getTime()))
    throw new RosterQueryError('instant', `"${text}" is neither a day such as 2026-04-02 nor an instant such as 2026-04-02T09:00:00Z`)
  return at
}
