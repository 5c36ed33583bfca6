import type { Id } from '@rollcall/shared/ids'
import type { CorrelatedAccount, CorrelatedPerson } from './correlate.ts'
import { groupByKeys, nameKeysOf, sameText, shownName } from './match-keys.ts'

export type CorrelationRule = 'external_id' | 'address' | 'address_only' | 'name'

/** From 0.95 on a match links by itself, below it asks (lifecycle.md, "Correlation"). */
const scores: Readonly<Record<CorrelationRule, number>> = { external_id: 1, address: 0.95, address_only: 0.8, name: 0.5 }

export interface Candidate {
  readonly person: Id<'person'>
  readonly rule: CorrelationRule
  readonly score: number
}

/** People by everything that an account may show of them. */
export class PeopleIndex {
  readonly #byId: ReadonlyMap<string, CorrelatedPerson>
  readonly #byAddress: ReadonlyMap<string, readonly CorrelatedPerson[]>
  readonly #byName: ReadonlyMap<string, readonly CorrelatedPerson[]>

  constructor(people: readonly CorrelatedPerson[]) {
    this.#byId = new Map(people.map((person) => [person.id, person]))
    this.#byAddress = groupByKeys(people, ({ workEmail }) => (workEmail == null ? [] : [sameText(workEmail)]))
    this.#byName = groupByKeys(people, nameKeysOf)
  }

  /** By the strongest rule that names anybody. An address that two people claim identifies neither. */
  candidatesFor(account: CorrelatedAccount): readonly Candidate[] {
    const marked = this.#byId.get(account.externalId ?? '')
    if (marked !== undefined) return [toCandidate(marked, 'external_id')]
    const namesakes = this.#byName.get(shownName(account) ?? '') ?? []
    const owners = this.#ownersOf(account)
    const isOne = owners.length === 1
    if (owners.length > 0)
      return owners.map((person) => toCandidate(person, isOne && namesakes.includes(person) ? 'address' : 'address_only'))
    return namesakes.map((person) => toCandidate(person, 'name'))
  }

  #ownersOf({ userName, profile }: CorrelatedAccount): readonly CorrelatedPerson[] {
    const addresses = [userName, profile.email ?? ''].map(sameText)
    return [...new Set(addresses.flatMap((address) => this.#byAddress.get(address) ?? []))]
  }
}

function toCandidate({ id }: CorrelatedPerson, rule: CorrelationRule): Candidate {
  return { person: id, rule, score: scores[rule] }
}
