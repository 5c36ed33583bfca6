import type { PersonFacts } from '@rollcall/shared/person'
import { sameText } from '../accounts/match-keys.ts'
import { isEndless } from './access-window.ts'
import type { Calendar } from './calendar.ts'
import { deriveStatus } from './derive-status.ts'
import { localDate } from './local-instant.ts'
import { reportingCircles } from './reporting-circles.ts'
import { reportsTo } from './reports-to.ts'

/** Something of a roster that cannot be right, of one person. */
export interface Impossibility {
  readonly kind: 'manager_loop' | 'two_with_one_address' | 'contractor_without_end'
  readonly personKey: string
  /** Tells it from others of the same kind and person. */
  readonly about: string
  /** HR keys of everybody who is part of it. */
  readonly personKeys: readonly string[]
}

interface Look {
  readonly calendar: Calendar
  readonly at: Date
}

/** Everything in a whole roster that cannot be right. One person's dates are not in it: they make the status `unknown`. */
export function findImpossible(people: readonly PersonFacts[], look: Look): readonly Impossibility[] {
  return [...loops(people, look), ...sharedAddresses(people, look), ...endlessContracts(people, look)]
}

function loops(people: readonly PersonFacts[], { calendar, at }: Look): readonly Impossibility[] {
  const today = localDate(at, calendar.timeZone)
  const managers = new Map(people.map((facts) => [facts.personKey, reportsTo(facts, today)]))
  return reportingCircles(managers).flatMap((personKeys) =>
    personKeys.map((personKey) => ({ kind: 'manager_loop' as const, personKey, about: personKeys.join(' '), personKeys })),
  )
}

function sharedAddresses(people: readonly PersonFacts[], look: Look): readonly Impossibility[] {
  const repeated = repeatedAddresses(people)
  if (repeated.size === 0) return []
  const current = people.filter((facts) => repeated.has(addressOf(facts)) && isCurrent(facts, look))
  return [...Map.groupBy(current, addressOf)].flatMap(([about, group]) => {
    const personKeys = group.map(({ personKey }) => personKey)
    if (personKeys.length < 2) return []
    return personKeys.map((personKey) => ({ kind: 'two_with_one_address' as const, personKey, about, personKeys }))
  })
}

/** Nearly no address is: grouping a hundred thousand of them would cost more than it finds. */
function repeatedAddresses(people: readonly PersonFacts[]): ReadonlySet<string> {
  const seen = new Set<string>()
  const repeated = new Set<string>()
  for (const facts of people) {
    const address = addressOf(facts)
    if (address !== '' && seen.has(address)) repeated.add(address)
    seen.add(address)
  }
  return repeated
}

function addressOf({ workEmail }: PersonFacts): string {
  return sameText(workEmail ?? '')
}

function endlessContracts(people: readonly PersonFacts[], look: Look): readonly Impossibility[] {
  const endless = people.filter(({ engagements }) => engagements.some(isEndless)).filter((facts) => isCurrent(facts, look))
  return endless.map(({ personKey, engagements }) => {
    const keys = engagements.filter(isEndless).map(({ engagementKey }) => engagementKey)
    return { kind: 'contractor_without_end' as const, personKey, about: keys.join(' '), personKeys: [personKey] }
  })
}

/** Works here or will: somebody who has left is in nobody's way. */
export function isCurrent(facts: PersonFacts, { calendar, at }: Look): boolean {
  const { status } = deriveStatus(facts, at, calendar)
  return status !== 'terminated' && status !== 'never_started'
}
