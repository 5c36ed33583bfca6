import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import type { Policy } from '../policy/policy.ts'
import { mootQuestions } from '../questions/moot-questions.ts'
import { AccountRecord } from './account.entity.ts'
import { correlate } from './correlate.ts'
import { correlatedPeople } from './correlated-people.ts'
import { isDecided } from './is-decided.ts'
import { linkByRule } from './link-by-rule.ts'

export interface WantedAccount {
  readonly person: Id<'person'>
  readonly app: string
}

interface Wish {
  readonly organization: Id<'organization'>
  readonly policy: Policy
  /** New accounts that cannot be made, since their user name is another account's. */
  readonly wanted: readonly WantedAccount[]
}

/**
 * Before somebody gets a new account under a name that is taken: an account that nobody is linked to may be theirs already. Links what the rules
 * are certain of and asks about what they are not, of these people only. Gives whom something was linked to. In a transaction that holds the ledger.
 */
export async function linkUnownedAccounts(
  em: EntityManager,
  { organization, policy, wanted }: Wish,
  moment: Moment,
): Promise<ReadonlySet<Id<'person'>>> {
  const linked = new Set<Id<'person'>>()
  for (const [app, some] of Map.groupBy(wanted, (one) => one.app)) {
    const people = new Set(some.map(({ person }) => person))
    for (const person of await linkIn(em, { organization, policy, app, people }, moment)) linked.add(person)
  }
  return linked
}

interface WishInApp extends Omit<Wish, 'wanted'> {
  readonly app: string
  readonly people: ReadonlySet<Id<'person'>>
}

/** All accounts and all people are compared, as a listing does it: others may have a claim too. */
async function linkIn(
  em: EntityManager,
  { organization, policy, app, people }: WishInApp,
  moment: Moment,
): Promise<readonly Id<'person'>[]> {
  const accounts = await em.find(AccountRecord, { organization, app, present: true, type: 'person' }, { orderBy: { nativeId: 'asc' } })
  if (!accounts.some((account) => !account.person && !isDecided(account))) return []
  const known = await correlatedPeople(em, { organization, app, policy, at: moment.at })
  const found = correlate({ people: known, accounts, settings: policy.correlation, isDecided })
  const linked = found.linked.filter(({ person }) => people.has(person))
  const review = found.review.filter(({ candidates }) => candidates.some(({ person }) => people.has(person)))
  const correlation = { linked, review, orphans: [], doubtful: [], confirmed: [] }
  // Who is to get an account is inside their access window, or before it.
  await linkByRule(em, { organization, app, correlation, people: known, isOver: () => false, isWhole: false }, moment)
  const settled = linked.map(({ account }) => account.id)
  await mootQuestions(em, { organization, kinds: ['account_match', 'orphan'], accounts: settled, except: new Set() }, moment)
  const asked = review.map(({ account }) => account.id)
  await mootQuestions(em, { organization, kinds: ['orphan'], accounts: asked, except: new Set() }, moment)
  return linked.map(({ person }) => person)
}
