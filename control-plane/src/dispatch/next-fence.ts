import { LockMode } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { AppFence } from './app-fence.entity.ts'

/** The next fencing token of an app: never given out twice, whoever asks. */
export async function nextFence(em: EntityManager, organization: Id<'organization'>, app: string): Promise<number> {
  const row = await em.findOne(AppFence, { organization, app }, { lockMode: LockMode.PESSIMISTIC_WRITE })
  if (row !== null) return (row.fence += 1)
  em.create(AppFence, { organization, app, fence: 1 })
  await em.flush()
  return 1
}
