import type { AccountProfile } from '@rollcall/shared/connector/account'
import type { Id } from '@rollcall/shared/ids'
import type { PersonFacts } from '@rollcall/shared/person'
import type { CorrelationRuleName, CorrelationSettings } from '../policy/policy.ts'
import { type Candidate, PeopleIndex } from './people-index.ts'

export interface CorrelatedPerson extends Pick<PersonFacts, 'givenName' | 'familyName' | 'workEmail'> {
  readonly id: Id<'person'>
  readonly personKey?: string | undefined
  /** What policy would call them in the app; needed where a rule compares it. */
  readonly userName?: string | undefined
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
  /** Linked accounts that show somebody else's address or marker by now, and nothing of their owner's. */
  readonly doubtful: readonly { readonly account: A; readonly candidates: readonly Candidate[] }[]
  /** Linked accounts that show something of their owner's. */
  readonly confirmed: readonly A[]
}

export interface CorrelationQuestion<A> {
  readonly people: readonly CorrelatedPerson[]
  /** Accounts of one app that belong to somebody, or may. */
  readonly accounts: readonly A[]
  readonly settings: CorrelationSettings
  /** True of an account about which a person has said whose it is, or that it is nobody's: no rule says otherwise. */
  readonly isDecided?: ((account: A) => boolean) | undefined
}

/**
 * Who owns which account of one app. One account belongs to one person and one person has one account: whatever would break that is asked, and
 * so is every match that is not certain. Links made earlier stand; where they no longer look right, that is said.
 */
export function correlate<A extends CorrelatedAccount>({
  people,
  accounts,
  settings,
  isDecided = () => false,
}: CorrelationQuestion<A>): Correlation<A> {
  const index = new PeopleIndex(people, settings)
  const matches = accounts.map((account) => ({ account, candidates: index.candidatesFor(account) }))
  const free = matches.filter(({ account: { person } }) => person == null)
  const open = free.filter(({ account }) => !isDecided(account))
  const claims = new Claims({ settings, owners: accounts.flatMap(({ person }) => person ?? []), claims: open })
  const linked = open.flatMap(({ account, candidates }) => claims.certainOf(candidates).map((candidate) => ({ account, ...candidate })))
  const linkedAccounts = new Set(linked.map(({ account }) => account))
  const review = open.filter(({ account, candidates }) => candidates.length > 0 && !linkedAccounts.has(account))
  const reviewed = new Set(review.map(({ account }) => account))
  return {
    linked,
    review,
    orphans: free.map(({ account }) => account).filter((account) => !linkedAccounts.has(account) && !reviewed.has(account)),
    confirmed: matches.flatMap(({ account, candidates }) => (candidates.some(({ person }) => person === account.person) ? account : [])),
    doubtful: matches.filter(
      ({ account, candidates }) => account.person != null && !isDecided(account) && namesAnother(account.person, candidates),
    ),
  }
}

/** A name alone proves nothing against a link. */
function namesAnother(owner: Id<'person'>, candidates: readonly Candidate[]): boolean {
  return candidates.some(({ rule }) => rule !== 'name') && !candidates.some(({ person }) => person === owner)
}

/** Rules that look at the same thing of an account. */
const kindOf: Readonly<Record<CorrelationRuleName, string>> = {
  external_id: 'marker',
  employee_number: 'number',
  address: 'address',
  address_only: 'address',
  user_name: 'address',
  name: 'name',
}

interface ClaimParts {
  readonly settings: CorrelationSettings
  readonly owners: readonly Id<'person'>[]
  readonly claims: readonly { readonly candidates: readonly Candidate[] }[]
}

/** Who is claimed by how many accounts, and how strongly. */
class Claims {
  readonly #settings: CorrelationSettings
  readonly #owners: ReadonlySet<Id<'person'>>
  readonly #kinds: readonly string[]
  /** Person → kinds of the rules by which accounts claim them, one per account. */
  readonly #claims = new Map<Id<'person'>, string[]>()

  constructor({ settings, owners, claims }: ClaimParts) {
    this.#settings = settings
    this.#owners = new Set(owners)
    this.#kinds = [...new Set(settings.rules.map(({ rule }) => kindOf[rule]))]
    for (const { candidates } of claims)
      for (const { person, rule } of candidates) this.#claims.set(person, [...(this.#claims.get(person) ?? []), kindOf[rule]])
  }

  /** The one candidate, when the match is strong and nothing as strong competes for the person. Our own marker beats an address. */
  certainOf(candidates: readonly Candidate[]): readonly Candidate[] {
    const [best] = candidates
    if (best === undefined || candidates.length > 1 || best.score < this.#settings.linkFrom || this.#owners.has(best.person)) return []
    const strength = this.#kinds.indexOf(kindOf[best.rule])
    const rivals = (this.#claims.get(best.person) ?? []).filter((kind) => this.#kinds.indexOf(kind) <= strength)
    return rivals.length === 1 ? [best] : []
  }
}
