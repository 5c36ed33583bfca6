import type { Id } from '@rollcall/shared/ids'
import type { Caller } from '../organizations/authenticate.ts'
import type { Ports } from '../ports.ts'
import { isFor } from './is-for.ts'
import { Notice } from './notice.entity.ts'

/** Somebody has taken notice: it is listed no longer, for nobody whom it was for. Gives how many of these were new to them. */
export async function markSeen(
  { database, now }: Pick<Ports, 'database' | 'now'>,
  caller: Pick<Caller, 'organization' | 'member' | 'role'>,
  ids: readonly Id<'notice'>[],
): Promise<number> {
  return database.transact(async (em) => {
    const notices = await em.find(Notice, { organization: caller.organization, id: { $in: [...ids] }, seenAt: null })
    const own = notices.filter((notice) => isFor(notice, caller))
    for (const notice of own) notice.seenAt = now()
    return own.length
  })
}
