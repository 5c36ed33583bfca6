import { endEngagement } from '../company/edit-roster.ts'
import { parseRoster } from '../company/roster-csv.ts'
import { lastFinishedDay } from './dates.ts'

/** The roster once HR has entered that someone's last day is over, by the calendar of where they work. */
export function endNow(csv: string, personId: string, at: Date = new Date()): string {
  const row = parseRoster(csv).find((candidate) => candidate.person_id === personId)
  if (row === undefined) throw new RangeError(`no person ${personId} is on the roster`)
  return endEngagement(csv, { personId, endDate: lastFinishedDay(row.time_zone, at) })
}
