import type { AccountProfile } from '@rollcall/shared/connector/account'
import type { Id } from '@rollcall/shared/ids'
import type { PersonFacts } from '@rollcall/shared/person'
import { type Candidate, PeopleIndex } from './people-index.ts'

export interface CorrelatedPerson extends Pick<PersonFacts, 'givenName' | 'familyName' | 'workEmail'> {
  readonly id: Id<'person'>
}

export interface CorrelatedAccount {
  readonly nativeId: string
  readonly userName: string
  readonly externalId?: string | null | undefined
  readonly profile: AccountProfile
  /** Whose it is by a link made earlier; such a link stands. */
  readonly person?: Id<'person'> | null | undefined
}

export interface Correlation<A> {
  readonly linked: readonly ({ readonly account: A } & Candidate)[]
  /** Somebody may own it: a person decides. */
  readonly review: readonly { readonly account: A; readonly candidates: readonly Candidate[] }[]
  readonly orphans: readonly A[]
}

/**
 * Who owns which account of one app, among the accounts that have no owner yet. One account belongs to one person and one person has one
 * account: whatever would break that is asked, and so is every match that is not certain.
 */
export function correlate<A extends CorrelatedAccount>(people: readonly CorrelatedPerson[], accounts: readonly A[]): Correlation<A> {
  const index = new PeopleIndex(people)
  const matches = accounts.filter(({ person }) => person == null).map((account) => ({ account, candidates: index.candidatesFor(account) }))
  const claims = new Claims(
    accounts.flatMap(({ person }) => person ?? []),
    matches.flatMap(({ candidates }) => candidates),
  )
  const linked = matches.flatMap(({ account, candidates: [best] }) =>
    best !== undefined && claims.isCertain(best) ? [{ account, ...best }] : [],
  )
  const linkedAccounts = new Set(linked.map(({ account }) => account))
  const open = matches.filter(({ account }) => !linkedAccounts.has(account))
  return {
    linked,
    review: open.filter(({ candidates }) => candidates.length > 0),
    orphans: open.filter(({ candidates }) => candidates.length === 0).map(({ account }) => account),
  }
}

/** Who is claimed by how many accounts. */
class Claims {
  readonly #owners: ReadonlySet<Id<'person'>>
  readonly #byMarker: ReadonlyMap<Id<'person'>, number>
  readonly #byAddress: ReadonlyMap<Id<'person'>, number>

  constructor(owners: readonly Id<'person'>[], candidates: readonly Candidate[]) {
    this.#owners = new Set(owners)
    this.#byMarker = count(candidates.filter(({ rule }) => rule === 'external_id'))
    this.#byAddress = count(candidates.filter(({ rule }) => rule === 'address' || rule === 'address_only'))
  }

  /** True when the match is strong and nothing else competes for the person. Our own marker beats an address. */
  isCertain({ person, rule }: Candidate): boolean {
    if (this.#owners.has(person)) return false
    if (rule === 'external_id') return this.#byMarker.get(person) === 1
    return rule === 'address' && !this.#byMarker.has(person) && this.#byAddress.get(person) === 1
  }
}

function count(candidates: readonly Candidate[]): ReadonlyMap<Id<'person'>, number> {
  const counts = new Map<Id<'person'>, number>()
  for (const { person } of candidates) counts.set(person, (counts.get(person) ?? 0) + 1)
  return counts
}
