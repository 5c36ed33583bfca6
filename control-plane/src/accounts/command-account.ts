import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import type { Ports } from '../ports.ts'

/** One decision of an operator about an account, in a transaction that holds the ledger; who plans and who dispatches look at once. */
export async function commandAccount(
  ports: Ports,
  organization: Id<'organization'>,
  work: (em: EntityManager, moment: Moment) => Promise<void>,
): Promise<void> {
  const moment = { at: ports.now(), random: ports.random }
  await ports.database.transact(async (em) => {
    await lockLedger(em, organization)
    await work(em, moment)
  })
  ports.wakeUps.notify('planning')
  ports.wakeUps.notify('dispatch')
}
