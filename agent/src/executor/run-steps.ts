import type { Account } from '@rollcall/shared/connector/account'
import type { Job } from '@rollcall/shared/job'
import { objectionTo } from '../guard/objection-to.ts'
import type { StepRecord } from '../spool/step-log.ts'
import { AccountView } from './account-view.ts'
import type { Calls } from './calls.ts'
import type { OpenApp } from './connector-pool.ts'
import type { Change } from './decide-step.ts'
import type { ExecutorParts } from './executor-parts.ts'
import { Interrupted } from './interrupted.ts'
import type { JobControl } from './job-control.ts'
import { nextStep } from './next-step.ts'
import { runStep } from './run-step.ts'
import type { StepContext } from './step-context.ts'

export interface Running {
  readonly job: Job
  readonly control: JobControl
  readonly calls: Calls
  readonly app: OpenApp
}

/** Runs the steps that are left, in order, until one fails. Gives what an `account.list` found. @throws Interrupted */
export async function runSteps(parts: ExecutorParts, running: Running): Promise<readonly Account[] | undefined> {
  const { job, calls, app } = running
  const subject = job.subject?.account
  const view = subject && new AccountView({ connector: app.connector, calls, subject, scrubber: parts.scrubber })
  const from = nextStep(parts.spool.steps, job) ?? job.steps.length
  let accounts: readonly Account[] | undefined
  app.takeExchanges()
  for (const [index, step] of job.steps.entries()) {
    if (index < from) {
      if (step.verb === 'account.rename') view?.expectName(step.userName)
      continue
    }
    const result = await runStep(contextOf(parts, running, { index, view }), step)
    parts.spool.steps.finish(job.id, result.record)
    accounts = result.accounts ?? accounts
    if (result.record.receipt.outcome !== 'failed') continue
    await afterFailure(parts, job, result.record)
    break
  }
  return accounts
}

function contextOf(parts: ExecutorParts, running: Running, { index, view }: Pick<StepContext, 'index' | 'view'>): StepContext {
  const { job, control, calls, app } = running
  const { spool, clock, random, scrubber, policy, leases } = parts
  return {
    job,
    index,
    app,
    calls,
    view,
    spool,
    clock,
    random,
    scrubber,
    checkpoint: () => {
      control.check()
      if (!leases.isHeld(job.id)) throw new Interrupted('lease_lost')
    },
    objection: async (change: Change) => objectionTo((await policy.current()).policy, job.app, change),
    progress: (state) => parts.progress({ job: job.id, step: index, of: job.steps.length, state }),
  }
}

/** Kinds that a fresh start may cure: the password was changed, the browser is in a strange place. */
const stale: ReadonlySet<string> = new Set(['unauthorized', 'unknown', 'challenge', 'ui_changed'])

async function afterFailure(parts: ExecutorParts, job: Job, { receipt }: StepRecord): Promise<void> {
  const kind = receipt.failure?.kind ?? 'unknown'
  parts.log.warn('step.failed', { job: job.id, app: job.app, verb: receipt.verb, kind, code: receipt.failure?.code })
  if (stale.has(kind)) await parts.pool.discard(job.app)
}
