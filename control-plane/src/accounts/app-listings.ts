import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { AppListing } from './app-listing.entity.ts'

/** What is kept of an app's listings; made when it is first asked for. */
export async function appListingOf(
  em: EntityManager,
  { organization, app, at }: { readonly organization: Id<'organization'>; readonly app: string; readonly at: Date },
): Promise<AppListing> {
  const known = await em.findOne(AppListing, { organization, app })
  return known ?? em.create(AppListing, { organization, app, requestedAt: null, completedAt: null, nextAt: at, acceptFall: null })
}
