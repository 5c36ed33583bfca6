import type { Id } from '@rollcall/shared/ids'
import type { Database } from '../database/database.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { isProtected } from '../policy/evaluate-policy.ts'
import { Person } from '../roster/person.entity.ts'
import { AccountRecord } from './account.entity.ts'

export interface AccountListQuery {
  readonly organization: Id<'organization'>
  readonly app?: string | undefined
  readonly person?: Id<'person'> | undefined
  /** Id of the last account of the page before. */
  readonly after: string
  readonly limit: number
}

/** Accounts that were there at the last read, with whose they are and why we think so. */
export async function listAccounts(database: Database, { organization, app, person, after, limit }: AccountListQuery) {
  return database.read(async (em) => {
    const where = {
      organization,
      present: true,
      id: { $gt: `acc_${after.replace(/^acc_/, '')}` as const },
      ...(app === undefined ? {} : { app }),
      ...(person === undefined ? {} : { person }),
    }
    const accounts = await em.find(AccountRecord, where, { orderBy: { id: 'asc' }, limit })
    const policy = (await activePolicy(em, organization))?.policy
    const ids = accounts.flatMap((account) => [account.person ?? [], account.responsible ?? []].flat())
    const people = await em.find(Person, { organization, id: { $in: ids } })
    const names = new Map(people.map(({ id, facts }) => [id, `${facts.givenName} ${facts.familyName}`]))
    return accounts.map((account) => ({
      id: account.id,
      app: account.app,
      userName: account.userName,
      isActive: account.active,
      entitlements: account.entitlements,
      person: account.person ?? null,
      name: (account.person && names.get(account.person)) ?? '',
      linkedBy: account.linkedBy ?? null,
      linkScore: account.linkScore ?? null,
      isLinkVerified: account.linkVerified,
      type: account.type,
      responsible: (account.responsible && names.get(account.responsible)) ?? null,
      isProtected: account.protected || (policy !== undefined && isProtected(policy, account.app, account.userName)),
      signedIn: account.signedIn ?? null,
      suspendedBy: account.suspendedBy ?? null,
      suspendedFor: account.suspendedFor ?? null,
      suspendedAt: account.suspendedAt?.toISOString() ?? null,
      firstSeenAt: account.firstSeenAt?.toISOString() ?? null,
      seenAt: account.observedAt.toISOString(),
    }))
  })
}
