import type { Id } from '@rollcall/shared/ids'
import type { CorrelationRuleName, CorrelationSettings } from '../policy/policy.ts'
import type { CorrelatedAccount, CorrelatedPerson } from './correlate.ts'
import { groupByKeys, nameKeysOf, sameText, shownName } from './match-keys.ts'
import { userNameKey } from './user-name-key.ts'

export interface Candidate {
  readonly person: Id<'person'>
  readonly rule: CorrelationRuleName
  readonly score: number
}

type Groups = ReadonlyMap<string, readonly CorrelatedPerson[]>

/** People by everything that an account may show of them. */
export class PeopleIndex {
  readonly #settings: CorrelationSettings
  readonly #byId: ReadonlyMap<string, CorrelatedPerson>
  readonly #byAddress: Groups
  readonly #byName: Groups
  readonly #byNumber: Groups
  readonly #byUserName: Groups

  constructor(people: readonly CorrelatedPerson[], settings: CorrelationSettings) {
    this.#settings = settings
    this.#byId = new Map(people.map((person) => [person.id, person]))
    this.#byAddress = groupByKeys(people, ({ workEmail }) => (workEmail == null ? [] : [sameText(workEmail)]))
    this.#byName = groupByKeys(people, nameKeysOf)
    this.#byNumber = groupByKeys(people, ({ personKey }) => (personKey === undefined ? [] : [sameText(personKey)]))
    this.#byUserName = groupByKeys(people, ({ userName }) => (userName === undefined ? [] : [userNameKey(userName)]))
  }

  /** By the first rule that names anybody; what scores too little to ask about is no match. */
  candidatesFor(account: CorrelatedAccount): readonly Candidate[] {
    for (const { rule, score } of this.#settings.rules) {
      const named = this.#namedBy(rule, account)
      if (named.length > 0) return score < this.#settings.askFrom ? [] : named.map(({ id }) => ({ person: id, rule, score }))
    }
    return []
  }

  #namedBy(rule: CorrelationRuleName, account: CorrelatedAccount): readonly CorrelatedPerson[] {
    switch (rule) {
      case 'external_id':
        return [this.#byId.get(account.externalId ?? '') ?? []].flat()
      case 'address':
        return this.#soleOwnerWithName(account)
      case 'address_only':
        return this.#ownersOf(account)
      case 'employee_number':
        return union([account.externalId ?? '', account.userName].map((text) => this.#byNumber.get(sameText(text))))
      case 'user_name':
        return this.#byUserName.get(userNameKey(account.userName)) ?? []
      case 'name':
        return this.#namesakesOf(account)
    }
  }

  /** An address that two people claim identifies neither. */
  #soleOwnerWithName(account: CorrelatedAccount): readonly CorrelatedPerson[] {
    const owners = this.#ownersOf(account)
    const [owner] = owners
    return owners.length === 1 && owner !== undefined && this.#namesakesOf(account).includes(owner) ? owners : []
  }

  #ownersOf({ userName, profile }: CorrelatedAccount): readonly CorrelatedPerson[] {
    return union([userName, profile.email ?? ''].map((address) => this.#byAddress.get(sameText(address))))
  }

  #namesakesOf(account: CorrelatedAccount): readonly CorrelatedPerson[] {
    return this.#byName.get(shownName(account) ?? '') ?? []
  }
}

function union(groups: readonly (readonly CorrelatedPerson[] | undefined)[]): readonly CorrelatedPerson[] {
  return [...new Set(groups.flatMap((group) => group ?? []))]
}
