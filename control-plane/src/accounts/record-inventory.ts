import type { EntityManager } from '@mikro-orm/sql'
import type { Account } from '@rollcall/shared/connector/account'
import type { Id } from '@rollcall/shared/ids'
import { appendEntries } from '../ledger/append-entries.ts'
import { giveNotice } from '../notifications/give-notice.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { defaultAppSettings, defaultPolicySettings, defaultRosterTerms } from '../policy/default-settings.ts'
import type { Policy } from '../policy/policy.ts'
import { planThoseWithoutAccess } from '../roster/plan-those-without-access.ts'
import { mostGone } from '../sharp-fall.ts'
import { AccountRecord } from './account.entity.ts'
import type { AppListing } from './app-listing.entity.ts'
import { appListingOf } from './app-listings.ts'
import { correlate } from './correlate.ts'
import { correlatedPeople } from './correlated-people.ts'
import { daysAfter } from './days-after.ts'
import { findLacking, type Lacking } from './find-lacking.ts'
import { gainedBy } from './gained-access.ts'
import { isDecided } from './is-decided.ts'
import { linkByRule } from './link-by-rule.ts'
import { mootChanges } from './moot-changes.ts'
import { type KnownState, recordDrift, type SeenChange } from './record-drift.ts'
import { reportOrphans } from './report-orphans.ts'
import { standingsOf } from './standings-of.ts'
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
 * Takes over one listing of an app: what each account is, which ones are gone, whose they are where that is certain, and what somebody changed
 * by hand since the last one. An account that turns up of somebody whose access is over makes the planner look at them.
 */
export async function recordInventory(em: EntityManager, inventory: Inventory): Promise<InventoryOutcome> {
  const { organization, app, at, random, complete = true } = inventory
  const moment = { at, random }
  const policy = (await activePolicy(em, organization))?.policy
  const listing = await appListingOf(em, { organization, app, at })
  const look = await takeOver(em, inventory, listing)
  const isFirst = listing.completedAt == null
  const { lacking, changes, seen } = look
  const isWhole = complete && !lacking.isPartial
  const found = await link(em, { inventory, policy, seen, isWhole })
  await reportOrphans(em, { organization, app, ...found, isNew: look.isNew, isFirst, isWhole }, moment)
  await planThoseWithoutAccess(em, { organization, people: [...gained(changes), ...found.confirmed], at })
  if (!isFirst && policy !== undefined) {
    await recordDrift(em, { organization, app, policy, changes, requestedAt: inventory.requestedAt }, moment)
    await mootChanges(em, { organization, app, policy }, moment)
  }
  if (lacking.isPartial) await tellPartial(em, inventory, lacking)
  // One by command counts as well: the next is due a whole interval later.
  const hours = policy?.apps.get(app)?.listEveryHours ?? defaultAppSettings.listEveryHours ?? 24
  if (isWhole) Object.assign(listing, { completedAt: at, acceptFall: null, nextAt: daysAfter(at, hours / 24) })
  // What hangs on an address alone is looked at once more, at once.
  if (found.unverified.length > 0) listing.nextAt = at
  await em.flush()
  const { missing, isPartial, gone } = lacking
  return { linked: found.linked, review: found.review.length, orphans: found.orphans.length, vanished: gone.length, missing, isPartial }
}

interface TakenOver {
  readonly lacking: Lacking
  readonly seen: readonly AccountRecord[]
  readonly isNew: (account: AccountRecord) => boolean
  /** Every account that was known before, as it was. */
  readonly changes: readonly SeenChange[]
}

async function takeOver(em: EntityManager, inventory: Inventory, { acceptFall }: AppListing): Promise<TakenOver> {
  const { organization, app, accounts, at } = inventory
  const records = await em.find(AccountRecord, { organization, app })
  const known = new Map(records.map((account) => [account.nativeId, account]))
  const before = new Map(records.map((account) => [account, stateOf(account)]))
  const lacking = findLacking({ ...inventory, known: records, isFallAccepted: acceptFall != null })
  const seen = accounts.map((account) => storeAccount(em, { known: known.get(account.nativeId), account }, inventory))
  for (const account of lacking.gone) Object.assign(account, { present: false, observedAt: at })
  await em.flush()
  await noteSeen(em, inventory)
  const changes = [...seen, ...lacking.gone].map((account) => ({ account, before: before.get(account) }))
  return { lacking, seen, isNew: ({ nativeId }) => !known.has(nativeId), changes }
}

const batchSize = 1000

/** In one statement for many: most accounts are as they were, and have nothing else to write. */
async function noteSeen(em: EntityManager, { organization, app, accounts, at }: Inventory): Promise<void> {
  for (let start = 0; start < accounts.length; start += batchSize) {
    const nativeIds = accounts.slice(start, start + batchSize).map(({ nativeId }) => nativeId)
    await em.nativeUpdate(AccountRecord, { organization, app, nativeId: { $in: nativeIds } }, { observedAt: at })
  }
}

function stateOf({ present, active, entitlements, person, suspendedAt, observedAt }: AccountRecord): KnownState {
  return { present, active, entitlements, person, isOffByUs: suspendedAt != null, observedAt }
}

/** Whose access an account shows that was not known; what hangs on an unverified link shows nobody's. */
function gained(changes: readonly SeenChange[]): readonly Id<'person'>[] {
  return changes.flatMap(({ account, before }) => (account.linkVerified ? (gainedBy(before, account) ?? []) : []))
}

interface Linking {
  readonly inventory: Inventory
  readonly policy: Policy | undefined
  readonly seen: readonly AccountRecord[]
  readonly isWhole: boolean
}

interface Linked {
  readonly linked: number
  readonly review: readonly AccountRecord[]
  readonly orphans: readonly AccountRecord[]
  readonly unverified: readonly AccountRecord[]
  /** Owners whose link was in doubt until now. */
  readonly confirmed: readonly Id<'person'>[]
}

async function link(em: EntityManager, { inventory, policy, seen, isWhole }: Linking): Promise<Linked> {
  const { organization, app, at, random } = inventory
  const people = await correlatedPeople(em, { organization, app, policy, at })
  const settings = (policy ?? defaultPolicySettings).correlation
  const correlation = correlate({ people, accounts: seen.filter(({ type }) => type === 'person'), settings, isDecided })
  const { linked, review, orphans } = correlation
  const confirmed = correlation.confirmed.flatMap(({ person, linkVerified }) => (person && !linkVerified ? person : []))
  const owners = linked.map(({ person }) => person)
  const standings = await standingsOf(em, { organization, people: owners, policy: policy ?? defaultRosterTerms, at })
  const isOver = (person: Id<'person'>) => standings.get(person)?.phase === 'over'
  const unverified = await linkByRule(em, { organization, app, correlation, people, isOver, isWhole }, { at, random })
  return { linked: linked.length, review: review.map(({ account }) => account), orphans, unverified, confirmed }
}

async function tellPartial(em: EntityManager, { organization, app, at, random, requestedAt }: Inventory, lacking: Lacking): Promise<void> {
  const { missing, present } = lacking
  const tripped = { t: 'guard.tripped', guard: `listing.${app}`.slice(0, 64), count: missing, limit: mostGone(present) } as const
  await appendEntries(em, organization, [tripped], { at, random })
  const key = `listing_partial/${app}/${requestedAt.toISOString()}`
  await giveNotice(em, { organization, kind: 'listing_partial', key, details: { app, missing, present } }, { at, random })
}
