import type { PersonFacts } from '@rollcall/shared/person'
import { accessOf, cutOffDate } from '../roster/access-window.ts'
import { defaultCalendar } from '../roster/calendar.ts'
import type { PersonOrder } from './person-order.entity.ts'

/** True of an extension once HR ends the contract earlier than it did when the extension was given: that is HR's newer word. */
export function isOverruled({ pastEnd }: Pick<PersonOrder, 'pastEnd'>, facts: PersonFacts): boolean {
  if (pastEnd == null) return false
  const { engagements, windows } = accessOf(facts, defaultCalendar)
  const last = engagements.find(({ to }) => to?.getTime() === windows.at(-1)?.to?.getTime())
  const end = last === undefined ? null : cutOffDate(last.engagement)
  return end !== null && end < pastEnd
}
