import type { EntityManager } from '@mikro-orm/sql'
import { digestOf } from '@rollcall/shared/digest'
import type { Id } from '@rollcall/shared/ids'
import { agentVerbs } from '../fleet/agent-verbs.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { AppListing } from './app-listing.entity.ts'

interface Scope {
  readonly organization: Id<'organization'>
  readonly at: Date
}

/** Listings asked for at once: after a downtime every app is due. */
const mostAtOnce = 3
const hourMs = 3_600_000
/** An app that is new to us is listed within a quarter of an hour, not all apps in one minute. */
const firstMs = { least: 5 * 60_000, spread: 10 * 60_000 }

/** Apps whose listing is due and that some agent can list, the longest due first; each counts as asked for from now on. In a transaction that holds the ledger. */
export async function findDueListings(em: EntityManager, { organization, at }: Scope): Promise<readonly string[]> {
  const policy = (await activePolicy(em, organization))?.policy
  if (policy === undefined) return []
  const verbs = await agentVerbs(em, organization)
  const hours = new Map([...policy.apps].flatMap(([app, { listEveryHours }]) => (listEveryHours === null ? [] : [[app, listEveryHours]])))
  const listable = [...hours.keys()].filter((app) => verbs.get(app)?.has('account.list'))
  const known = new Map((await em.find(AppListing, { organization })).map((listing) => [listing.app, listing]))
  for (const app of listable) if (!known.has(app)) em.create(AppListing, firstListing(organization, app, at))
  const due = listable
    .flatMap((app) => known.get(app) ?? [])
    .filter(({ nextAt }) => nextAt <= at)
    .sort((a, b) => a.nextAt.getTime() - b.nextAt.getTime() || (a.app < b.app ? -1 : 1))
    .slice(0, mostAtOnce)
  for (const listing of due)
    Object.assign(listing, { requestedAt: at, nextAt: new Date(at.getTime() + (hours.get(listing.app) ?? 24) * hourMs) })
  await em.flush()
  return due.map(({ app }) => app)
}

function firstListing(organization: Id<'organization'>, app: string, at: Date) {
  const share = Number.parseInt(digestOf({ organization, app }).slice(0, 8), 16) / 2 ** 32
  const nextAt = new Date(at.getTime() + firstMs.least + Math.floor(share * firstMs.spread))
  return { organization, app, requestedAt: null, completedAt: null, nextAt, acceptFall: null }
}
