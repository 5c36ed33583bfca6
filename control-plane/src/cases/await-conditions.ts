import type { EntityManager } from '@mikro-orm/sql'
import { queueJob } from '../dispatch/queue-job.ts'
import type { AwaitedCondition } from './awaited-conditions.ts'
import type { Case } from './case.entity.ts'
import type { CaseWork } from './case-work.ts'
import type { Moment } from './moment.ts'
import { isUnsettled } from './waits-for.ts'

const everyMs = 10 * 60_000
const longestMs = 7 * 24 * 3_600_000

interface Awaiting {
  readonly lifecycle: Case
  readonly checks: CaseWork['checks']
  readonly conditions: readonly AwaitedCondition[]
}

/** A case whose work is done up to what an app has to show first: that app is read every ten minutes, for seven days, and then a person is asked. */
export function awaitConditions(em: EntityManager, { lifecycle, checks, conditions }: Awaiting, moment: Moment): void {
  const { at } = moment
  if (at.getTime() - lifecycle.openedAt.getTime() >= longestMs) {
    lifecycle.state = 'needs_person'
    lifecycle.reason = 'waits_too_long'
    return
  }
  lifecycle.state = 'running'
  lifecycle.reason = 'waits_for_condition'
  for (const { app, account } of conditions) {
    if (checks.some((check) => check.app === app && isUnsettled(check.state))) continue
    const { organization, id, person } = lifecycle
    const query = { nativeId: account.nativeId, userName: account.userName }
    const check = {
      organization,
      case: id,
      person,
      app,
      event: 'check',
      account: query,
      steps: [{ verb: 'account.read' }],
      rules: [],
    } as const
    queueJob(em, { ...check, notBefore: new Date(at.getTime() + everyMs) }, moment)
  }
}
