import type { EntityManager } from '@mikro-orm/sql'
import type { Account } from '@rollcall/shared/connector/account'
import { appendEntries } from '../ledger/append-entries.ts'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import { findPeople } from '../roster/find-people.ts'
import { planThoseWithoutAccess } from '../roster/plan-those-without-access.ts'
import { isSharpFall, mostGone } from '../sharp-fall.ts'
import { AccountRecord } from './account.entity.ts'
import { correlate } from './correlate.ts'
import { accessStateOf, gainedBy } from './gained-access.ts'
import { type Sighting, storeAccount } from './store-account.ts'

export interface Inventory extends Sighting {
  readonly accounts: readonly Account[]
  /** When the listing was asked for: what was seen of an account since may be newer than the listing. */
  readonly requestedAt: Date
  /** False when the listing did not reach its end: then nothing is said about accounts that it lacks. True unless stated. */
  readonly complete?: boolean
}

export interface InventoryOutcome {
  readonly linked: number
  readonly review: number
  readonly orphans: number
  /** Marked as gone. */
  readonly vanished: number
  /** Known, and not in the listing. */
  readonly missing: number
  /** So much is missing that the listing more likely was not whole: nothing is marked as gone. */
  readonly isPartial: boolean
}

/**
 * Takes over one listing of an app: what each account is, which ones are gone, and whose they are where that is certain. An account that turns
 * up of somebody whose access is over makes the planner look at them.
 */
export async function recordInventory(em: EntityManager, inventory: Inventory): Promise<InventoryOutcome> {
  const { organization, app, accounts, at, random } = inventory
  const known = new Map((await em.find(AccountRecord, { organization, app })).map((account) => [account.nativeId, account]))
  const before = new Map([...known].map(([nativeId, account]) => [nativeId, accessStateOf(account)]))
  const lacking = findLacking([...known.values()], inventory)
  const seen = accounts.map((account) => storeAccount(em, { known: known.get(account.nativeId), account }, inventory))
  if (!lacking.isPartial) for (const account of lacking.gone) Object.assign(account, { present: false, observedAt: at })
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
      ...partialEntries(app, lacking),
    ],
    { at, random },
  )
  const people = seen.flatMap((account) => gainedBy(before.get(account.nativeId), account) ?? [])
  await planThoseWithoutAccess(em, { organization, people, at })
  const { missing, isPartial, gone } = lacking
  const vanished = isPartial ? 0 : gone.length
  return { linked: linked.length, review: review.length, orphans: orphans.length, vanished, missing, isPartial }
}

interface Lacking {
  readonly gone: readonly AccountRecord[]
  readonly present: number
  readonly missing: number
  readonly isPartial: boolean
}

/** What was there and is not in the listing. The same rule as for a roster: a sharp fall is no fall. */
function findLacking(known: readonly AccountRecord[], { accounts, requestedAt, complete = true }: Inventory): Lacking {
  const listed = new Set(accounts.map(({ nativeId }) => nativeId))
  const present = known.filter((account) => account.present)
  const missing = complete ? present.filter(({ nativeId }) => !listed.has(nativeId)) : []
  const isPartial = isSharpFall({ present: present.length, gone: missing.length })
  const gone = missing.filter(({ observedAt }) => observedAt < requestedAt)
  return { gone, present: present.length, missing: missing.length, isPartial }
}

function partialEntries(app: string, { present, missing, isPartial }: Lacking): readonly EntryDraft[] {
  return isPartial ? [{ t: 'guard.tripped', guard: `listing.${app}`.slice(0, 64), count: missing, limit: mostGone(present) }] : []
}

function toLinkEntry(
  app: string,
  { account, person, rule }: { account: AccountRecord; person: NonNullable<AccountRecord['person']>; rule: string },
): EntryDraft {
  return { t: 'account.linked', sub: person, app, account: account.id, how: 'rule', rule }
}
