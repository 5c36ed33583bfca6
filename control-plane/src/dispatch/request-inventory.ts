import type { Id } from '@rollcall/shared/ids'
import { lockLedger } from '../ledger/lock-ledger.ts'
import type { Ports } from '../ports.ts'
import { JobRecord } from './job.entity.ts'
import { queueJob } from './queue-job.ts'

/** Asks for every account of an app; gives the job that will read them. One listing at a time per app: a second request joins the first. */
export async function requestInventory(ports: Ports, input: { organization: Id<'organization'>; app: string }): Promise<Id<'job'>> {
  const at = ports.now()
  const id = await ports.database.transact(async (em) => {
    await lockLedger(em, input.organization)
    const waiting = await em.findOne(JobRecord, { ...input, event: 'inventory', state: { $in: ['queued', 'leased'] } })
    if (waiting !== null) return waiting.id
    const listing = { case: null, person: null, event: 'inventory', account: null, steps: [{ verb: 'account.list' }], rules: [] } as const
    return queueJob(em, { ...input, ...listing }, { at, random: ports.random }).id
  })
  ports.wakeUps.notify('dispatch')
  return id
}
