import type { PersonFacts } from '@rollcall/shared/person'
import { groupByKeys, sameText } from '../accounts/match-keys.ts'
import { cutOffDate } from './access-window.ts'
import type { Calendar } from './calendar.ts'
import { deriveStatus } from './derive-status.ts'
import { localDate } from './local-instant.ts'
import { managerKeyOn } from './manager-key-on.ts'
import { managerLoops } from './manager-loops.ts'

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
  const managers = new Map(people.map((facts) => [facts.personKey, managerKeyOn(facts, today)]))
  return managerLoops(managers).flatMap((personKeys) =>
    personKeys.map((personKey) => ({ kind: 'manager_loop' as const, personKey, about: personKeys.join(' '), personKeys })),
  )
}

function sharedAddresses(people: readonly PersonFacts[], look: Look): readonly Impossibility[] {
  const groups = groupByKeys(people, ({ workEmail }) => [sameText(workEmail ?? '')])
  return [...groups].flatMap(([address, group]) => {
    if (group.length < 2) return []
    const current = group.filter((facts) => isCurrent(facts, look))
    if (current.length < 2) return []
    const personKeys = current.map(({ personKey }) => personKey)
    return personKeys.map((personKey) => ({ kind: 'two_with_one_address' as const, personKey, about: address, personKeys }))
  })
}

function endlessContracts(people: readonly PersonFacts[], look: Look): readonly Impossibility[] {
  return people.flatMap((facts) => {
    const engagements = facts.engagements
      .filter(({ type }) => type === 'contractor')
      .filter((engagement) => cutOffDate(engagement) === null)
    if (engagements.length === 0 || !isCurrent(facts, look)) return []
    const about = engagements.map(({ engagementKey }) => engagementKey).join(' ')
    return [{ kind: 'contractor_without_end' as const, personKey: facts.personKey, about, personKeys: [facts.personKey] }]
  })
}

/** Works here or will: somebody who has left is in nobody's way. */
export function isCurrent(facts: PersonFacts, { calendar, at }: Look): boolean {
  const { status } = deriveStatus(facts, at, calendar)
  return status !== 'terminated' && status !== 'never_started'
}
