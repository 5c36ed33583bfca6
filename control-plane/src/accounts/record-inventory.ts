import type { EntityManager } from '@mikro-orm/sql'
import type { Account } from '@rollcall/shared/connector/account'
import { appendEntries } from '../ledger/append-entries.ts'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import { findPeople } from '../roster/find-people.ts'
import { AccountRecord } from './account.entity.ts'
import { correlate } from './correlate.ts'
import { type Sighting, storeAccount } from './store-account.ts'

export interface Inventory extends Sighting {
  readonly accounts: readonly Account[]
  /** False when the listing did not reach its end: then nothing is said about accounts that it lacks. True unless stated. */
  readonly complete?: boolean
}

export interface InventoryOutcome {
  readonly linked: number
  readonly review: number
  readonly orphans: number
  readonly vanished: number
}

/** Takes over one listing of an app: what each account is, which ones are gone, and whose they are where that is certain. */
export async function recordInventory(em: EntityManager, inventory: Inventory): Promise<InventoryOutcome> {
  const { organization, app, accounts, at, random, complete = true } = inventory
  const known = new Map((await em.find(AccountRecord, { organization, app })).map((account) => [account.nativeId, account]))
  const seen = accounts.map((account) => storeAccount(em, { known: known.get(account.nativeId), account }, inventory))
  const vanished = complete ? markVanished([...known.values()], new Set(seen), at) : 0
  const { linked, review, orphans } = correlate(await findPeople(em, organization), seen)
  for (const { account, person, rule } of linked) em.assign(account, { person, linkedBy: rule })
  await em.flush()
  const fresh = [...review.map(({ account }) => account), ...orphans].filter(({ nativeId }) => !known.has(nativeId))
  await appendEntries(
    em,
    organization,
    [
      ...linked.map((link): EntryDraft => toLinkEntry(app, link)),
      ...fresh.map((account): EntryDraft => ({ t: 'account.orphan_found', app, account: account.id })),
    ],
    { at, random },
  )
  return { linked: linked.length, review: review.length, orphans: orphans.length, vanished }
}

function markVanished(known: readonly AccountRecord[], seen: ReadonlySet<AccountRecord>, at: Date): number {
  const gone = known.filter((account) => account.present && !seen.has(account))
  for (const account of gone) Object.assign(account, { present: false, observedAt: at })
  return gone.length
}

function toLinkEntry(
  app: string,
  { account, person, rule }: { account: AccountRecord; person: NonNullable<AccountRecord['person']>; rule: string },
): EntryDraft {
  return { t: 'account.linked', sub: person, app, account: account.id, how: 'rule', rule }
}
