import type { Id } from '@rollcall/shared/ids'
import { appendEntries } from '../ledger/append-entries.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import type { Ports } from '../ports.ts'
import { appListingOf } from './app-listings.ts'
import type { ListingFallReason } from './listing-fall-reasons.ts'

interface Acceptance {
  readonly organization: Id<'organization'>
  readonly app: string
  readonly by: Id<'member'>
  readonly reason: ListingFallReason
}

/** The next whole listing of the app may lack many accounts: an operator says that they are rightly gone. */
export async function acceptFall(ports: Ports, { organization, app, by, reason }: Acceptance): Promise<void> {
  const moment = { at: ports.now(), random: ports.random }
  await ports.database.transact(async (em) => {
    await lockLedger(em, organization)
    const listing = await appListingOf(em, { organization, app, at: moment.at })
    listing.acceptFall = reason
    await em.flush()
    await appendEntries(
      em,
      organization,
      [
        { t: 'guard.released', guard: `listing.${app}`.slice(0, 64), member: by },
        { t: 'operator.action', action: `listing.accept.${reason}`, member: by },
      ],
      moment,
    )
  })
}
