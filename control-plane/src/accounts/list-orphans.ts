import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { findPeople } from '../roster/find-people.ts'
import { AccountRecord } from './account.entity.ts'
import { correlate } from './correlate.ts'
import type { Candidate } from './people-index.ts'

export interface Orphan {
  readonly account: AccountRecord
  /** Who might own it, strongest guess first; empty when nobody fits. */
  readonly candidates: readonly Candidate[]
}

/** Accounts that nobody is linked to, with a guess at the owner of each. */
export async function listOrphans(em: EntityManager, organization: Id<'organization'>): Promise<readonly Orphan[]> {
  const accounts = await em.find(AccountRecord, { organization, present: true }, { orderBy: { app: 'asc', nativeId: 'asc' } })
  const people = await findPeople(em, organization)
  return [...new Set(accounts.map(({ app }) => app))].flatMap((app) =>
    guessOwners(
      people,
      accounts.filter((account) => account.app === app),
    ),
  )
}

/** A match that would link by itself at the next listing is a guess until then. */
function guessOwners(people: Parameters<typeof correlate>[0], accounts: readonly AccountRecord[]): readonly Orphan[] {
  const { linked, review, orphans } = correlate(people, accounts)
  return [
    ...linked.map(({ account, ...candidate }) => ({ account, candidates: [candidate] })),
    ...review,
    ...orphans.map((account) => ({ account, candidates: [] })),
  ]
}
