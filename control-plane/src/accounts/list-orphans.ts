import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { PersonStatus } from '@rollcall/shared/person'
import { findPeople, type KnownName } from '../roster/find-people.ts'
import { AccountRecord } from './account.entity.ts'
import { correlate } from './correlate.ts'
import type { Candidate } from './people-index.ts'

export interface Orphan {
  readonly account: AccountRecord
  /** Who might own it, strongest guess first, with what HR says of them; empty when nobody fits. */
  readonly candidates: readonly Owner[]
}

export interface Owner extends Candidate {
  readonly name: string
  readonly status: PersonStatus
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
function guessOwners(people: readonly KnownName[], accounts: readonly AccountRecord[]): readonly Orphan[] {
  const { linked, review, orphans } = correlate(people, accounts)
  const known = new Map(people.map((person) => [person.id, person]))
  const toOwner = (candidate: Candidate): readonly Owner[] => {
    const person = known.get(candidate.person)
    return person === undefined ? [] : [{ ...candidate, name: `${person.givenName} ${person.familyName}`, status: person.status }]
  }
  return [
    ...linked.map(({ account, person, rule, score }) => ({ account, candidates: toOwner({ person, rule, score }) })),
    ...review.map(({ account, candidates }) => ({ account, candidates: candidates.flatMap(toOwner) })),
    ...orphans.map((account) => ({ account, candidates: [] })),
  ]
}
