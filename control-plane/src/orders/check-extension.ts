import type { CivilDate } from '@rollcall/shared/civil-date'
import type { PersonFacts } from '@rollcall/shared/person'
import { accessOf, cutOffDate } from '../roster/access-window.ts'
import type { Calendar } from '../roster/calendar.ts'
import { addDays } from '../roster/civil-days.ts'
import { localDate } from '../roster/local-instant.ts'
import { OrderError } from './order-error.ts'

const mostDays = 90

export interface ExtensionQuestion {
  readonly facts: PersonFacts
  readonly until: CivilDate | undefined
  readonly calendar: Calendar
  readonly at: Date
}

interface Extension {
  readonly until: CivilDate
  readonly pastEnd: CivilDate
  readonly endsAt: Date
}

/** An extension bridges the time until HR has the new contract, no more. Gives the last day, the end in HR that it goes past, and the instant at which access ends by it. @throws OrderError */
export function checkExtension({ facts, until, calendar, at }: ExtensionQuestion): Extension {
  if (until === undefined) throw doesNotFit('an extension needs its last day')
  const access = accessOf(facts, calendar)
  const last = access.engagements.find(({ to }) => to?.getTime() === access.windows.at(-1)?.to?.getTime())
  const end = last === undefined ? null : cutOffDate(last.engagement)
  if (last?.engagement.type !== 'contractor')
    throw doesNotFit('only the contract of a contractor is extended here: an employment is ended and prolonged in HR')
  if (end === null) throw doesNotFit('HR names no end of this contract: there is nothing to extend')
  if (until <= end) throw doesNotFit(`HR says that the contract lasts until ${end}: name a later day`)
  if (until > addDays(end, mostDays))
    throw doesNotFit(`an extension lasts at most ${mostDays} days past HR's end (${end}): after that it is HR's to say`)
  if (until < localDate(at, access.zone.name)) throw doesNotFit(`${until} is over already`)
  const endsAt = accessOf(facts, calendar, { extendedUntil: until }).windows.at(-1)?.to
  if (endsAt === undefined) throw doesNotFit('HR names no end of this contract: there is nothing to extend')
  return { until, pastEnd: end, endsAt }
}

function doesNotFit(message: string): OrderError {
  return new OrderError('does_not_fit', message)
}
