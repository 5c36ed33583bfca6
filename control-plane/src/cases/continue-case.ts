import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { advanceCase } from './advance-case.ts'
import { Case } from './case.entity.ts'
import { openStates } from './case-states.ts'
import type { Moment } from './moment.ts'

/**
 * Something that a case waits for was settled: an approval given or refused, a task done or waived, an order lifted. Queues what may go now, takes
 * back what may not, and closes the case when all of it is done. In the transaction of what was settled, which holds the ledger (`lockLedger`).
 */
export async function continueCase(em: EntityManager, id: Id<'case'>, moment: Moment): Promise<void> {
  await em.flush()
  const lifecycle = await em.findOneOrFail(Case, { id })
  if (openStates.includes(lifecycle.state)) await advanceCase(em, id, moment)
}
