import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { cancelSchema } from '@rollcall/shared/job'
import type { IntakeParts } from './intake-parts.ts'
import { openMessage } from './open-message.ts'

/** Takes in one cancel frame. One that is not believed changes nothing; it is received all the same, so that it does not come again. */
export function receiveCancel(parts: IntakeParts, frame: { sequence: number; envelope: unknown }): void {
  const { spool, identity, executor, log, trust } = parts
  const cancel = openMessage(frame.envelope, { trust, payloadType: payloadTypes.cancel, schema: cancelSchema })
  const job = cancel?.agent === identity.agent ? cancel.job : undefined
  spool.transaction(() => {
    spool.counters.set('received', frame.sequence)
    if (job !== undefined) spool.journal.cancel(job)
  })
  if (job === undefined) return log.warn('cancel.not_believed', {})
  log.info('job.cancel', { job })
  executor.cancel(job)
}
