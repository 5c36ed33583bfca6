import type { CivilDate } from '@rollcall/shared/civil-date'
import type { PersonFacts } from '@rollcall/shared/person'
import type { Policy } from '../policy/policy.ts'
import { cutOffDate } from '../roster/access-window.ts'
import { addDays } from '../roster/civil-days.ts'
import { localDate } from '../roster/local-instant.ts'

interface Question {
  readonly extendedUntil: CivilDate | undefined
  readonly roster: Policy['roster']
  readonly at: Date
}

/** Whether a start or an end is near enough that somebody may have to be told: spares the windows of everybody else, who are nearly all. A day of leeway covers the zones. */
export function mayConcern({ engagements }: PersonFacts, { extendedUntil, roster, at }: Question): boolean {
  const today = localDate(at, 'UTC')
  const yesterday = addDays(today, -1)
  const furthest = addDays(today, Math.max(3, ...roster.contractWarningDays) + 1)
  const days = engagements.flatMap((engagement) => [engagement.startDate, cutOffDate(engagement) ?? []].flat())
  return [...days, extendedUntil ?? []].flat().some((day) => yesterday <= day && day <= furthest)
}
