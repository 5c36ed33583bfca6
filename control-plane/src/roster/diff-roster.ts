import { digestOf } from '@rollcall/shared/digest'
import type { Id } from '@rollcall/shared/ids'
import type { PersonFacts } from '@rollcall/shared/person'

/** A person as the last snapshot left them. */
export interface KnownPerson {
  readonly id: Id<'person'>
  readonly personKey: string
  readonly factsDigest: string
  readonly presence: 'present' | 'missing'
}

export interface StatedPerson {
  /** Undefined for somebody new. */
  readonly known: KnownPerson | undefined
  readonly facts: PersonFacts
  readonly factsDigest: string
}

/** What a complete snapshot says that was not known. */
export interface RosterDiff {
  readonly added: readonly StatedPerson[]
  readonly changed: readonly StatedPerson[]
  /** Missing in an earlier snapshot and back now, changed or not. */
  readonly reappeared: readonly StatedPerson[]
  /** Present so far and not in the file: not a termination. */
  readonly vanished: readonly KnownPerson[]
  readonly unchanged: number
}

export function diffRoster(known: readonly KnownPerson[], people: readonly PersonFacts[]): RosterDiff {
  const byKey = new Map(known.map((person) => [person.personKey, person]))
  const stated = people.map((facts): StatedPerson => ({ known: byKey.get(facts.personKey), facts, factsDigest: digestOf(facts) }))
  const keys = new Set(people.map((facts) => facts.personKey))
  const added = stated.filter((person) => person.known === undefined)
  const reappeared = stated.filter((person) => person.known?.presence === 'missing')
  const changed = stated.filter((person) => person.known?.presence === 'present' && person.known.factsDigest !== person.factsDigest)
  return {
    added,
    changed,
    reappeared,
    vanished: known.filter((person) => person.presence === 'present' && !keys.has(person.personKey)),
    unchanged: stated.length - added.length - changed.length - reappeared.length,
  }
}
