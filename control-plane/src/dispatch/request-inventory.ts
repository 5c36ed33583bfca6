import { type Id, toId } from '@rollcall/shared/ids'
import { lockLedger } from '../ledger/lock-ledger.ts'
import type { Ports } from '../ports.ts'
import { JobRecord } from './job.entity.ts'

/** Asks for every account of an app; gives the job that will read them. One listing at a time per app: a second request joins the first. */
export async function requestInventory(ports: Ports, input: { organization: Id<'organization'>; app: string }): Promise<Id<'job'>> {
  const at = ports.now()
  const id = await ports.database.transact(async (em) => {
    await lockLedger(em, input.organization)
    const waiting = await em.findOne(JobRecord, { ...input, event: 'inventory', state: { $in: ['queued', 'leased'] } })
    if (waiting !== null) return waiting.id
    const job = toId('job', ports.random(16))
    em.create(JobRecord, {
      id: job,
      ...input,
      case: null,
      person: null,
      event: 'inventory',
      state: 'queued',
      account: null,
      steps: [{ verb: 'account.list' }],
      rules: [],
      agent: null,
      attempt: 0,
      fence: 0,
      leaseUntil: null,
      cancellation: null,
      notBefore: at,
      failure: null,
      outcome: null,
      createdAt: at,
      startedAt: null,
      finishedAt: null,
    })
    return job
  })
  ports.wakeUps.notify('dispatch')
  return id
}
