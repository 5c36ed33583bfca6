import { isDeepStrictEqual } from 'node:util'
import type { EntityManager } from '@mikro-orm/sql'
import type { Account } from '@rollcall/shared/connector/account'
import { type Id, toId } from '@rollcall/shared/ids'
import { AccountRecord } from './account.entity.ts'
import { keepBooks } from './keep-books.ts'
import type { ObservedJob } from './record-observation.ts'
import { userNameKey } from './user-name-key.ts'

export interface Sighting {
  readonly organization: Id<'organization'>
  readonly app: string
  readonly at: Date
  readonly random: (bytes: number) => Uint8Array
}

export interface Sight {
  /** The account as stored, if it was seen before. */
  readonly known: AccountRecord | undefined
  readonly account: Account
  /** What we did before the account was read, if we did anything. */
  readonly job?: ObservedJob | undefined
}

/**
 * Takes over what a read of the app showed; when it was read of an account that was known is for the caller to note. The link to a person is not the
 * app's to change. Flushed by the caller.
 */
export function storeAccount(
  em: EntityManager,
  { known, account, job }: Sight,
  { organization, app, at, random }: Sighting,
): AccountRecord {
  const { nativeId, userName, active, profile, entitlements } = account
  const names = { userName, userNameKey: userNameKey(userName), externalId: account.externalId ?? null }
  const seen = { ...names, active, profile, entitlements, present: true, ...keepBooks({ before: known, account, job, at }) }
  if (known !== undefined) return shows(known, seen) ? known : em.assign(known, seen)
  return em.create(AccountRecord, {
    id: toId('account', random(16)),
    organization,
    app,
    nativeId,
    ...seen,
    observedAt: at,
    person: null,
    linkedBy: null,
    linkScore: null,
    responsible: null,
  })
}

function shows(account: AccountRecord, seen: Partial<AccountRecord>): boolean {
  return Object.entries(seen).every(([name, value]) => isDeepStrictEqual(Reflect.get(account, name), value))
}
