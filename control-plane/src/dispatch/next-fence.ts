import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { AppFence } from './app-fence.entity.ts'

/** The next fencing token of an app: never given out twice, as the caller holds the organization's ledger (`lockLedger`). */
export async function nextFence(em: EntityManager, organization: Id<'organization'>, app: string): Promise<number> {
  const row = (await em.findOne(AppFence, { organization, app })) ?? em.create(AppFence, { organization, app, fence: 0 })
  row.fence += 1
  await em.flush()
  return row.fence
}
