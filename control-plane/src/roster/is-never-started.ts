import type { EngagementFacts } from '@rollcall/shared/person'
import { readStatusWord } from './status-words.ts'

/** An offer taken back or a no-show: HR's word says so, and the end is not after the start. Either alone is not enough. */
export function isNeverStarted({ sourceStatus, startDate, endDate }: EngagementFacts): boolean {
  return readStatusWord(sourceStatus) === 'never_started' && endDate != null && endDate <= startDate
}
