import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { PersonStatus } from '@rollcall/shared/person'
import { activePolicy } from '../policy/active-policy.ts'
import { defaultPolicySettings } from '../policy/default-settings.ts'
import { isProtected } from '../policy/evaluate-policy.ts'
import type { Policy } from '../policy/policy.ts'
import { AccountRecord } from './account.entity.ts'
import { correlate } from './correlate.ts'
import { correlatedPeople, type NamedPerson } from './correlated-people.ts'
import type { Candidate } from './people-index.ts'

export interface Orphan {
  readonly account: AccountRecord
  /** Who might own it, strongest guess first, with what HR says of them; empty when nobody fits. */
  readonly candidates: readonly Owner[]
  /** Entitlements that policy calls privileged. */
  readonly privileges: readonly string[]
  readonly isProtected: boolean
}

export interface Owner extends Candidate {
  readonly name: string
  readonly status: PersonStatus
}

interface Question {
  readonly organization: Id<'organization'>
  readonly at: Date
}

/** Accounts that nobody is linked to, with a guess at the owner of each; shared and service accounts are nobody's by intention. */
export async function listOrphans(em: EntityManager, { organization, at }: Question): Promise<readonly Orphan[]> {
  const accounts = await em.find(
    AccountRecord,
    { organization, present: true, type: 'person' },
    { orderBy: { app: 'asc', nativeId: 'asc' } },
  )
  const policy = (await activePolicy(em, organization))?.policy
  const orphans: Orphan[] = []
  for (const [app, own] of Map.groupBy(accounts, (account) => account.app)) {
    const people = await correlatedPeople(em, { organization, app, policy, at })
    orphans.push(...guessOwners(people, own, policy))
  }
  return orphans
}

/** A match that would link by itself at the next listing is a guess until then. */
function guessOwners(people: readonly NamedPerson[], accounts: readonly AccountRecord[], policy: Policy | undefined): readonly Orphan[] {
  const settings = (policy ?? defaultPolicySettings).correlation
  const { linked, review, orphans } = correlate({ people, accounts, settings })
  const known = new Map(people.map((person) => [person.id, person]))
  const toOwner = (candidate: Candidate): readonly Owner[] => {
    const person = known.get(candidate.person)
    return person === undefined ? [] : [{ ...candidate, name: `${person.givenName} ${person.familyName}`, status: person.status }]
  }
  const toOrphan = (account: AccountRecord, candidates: readonly Candidate[]): Orphan => ({
    account,
    candidates: candidates.flatMap(toOwner),
    privileges: account.entitlements.filter((entitlement) => policy?.apps.get(account.app)?.entitlements.get(entitlement)?.privileged),
    isProtected: account.protected || (policy !== undefined && isProtected(policy, account.app, account.userName)),
  })
  return [
    ...linked.map(({ account, person, rule, score }) => toOrphan(account, [{ person, rule, score }])),
    ...review.map(({ account, candidates }) => toOrphan(account, candidates)),
    ...orphans.map((account) => toOrphan(account, [])),
  ]
}
