import type { Account } from '@rollcall/shared/connector/account'
import { ConnectorError } from '@rollcall/shared/failure'
import type { Job } from '@rollcall/shared/job'
import type { StepRecord } from '../spool/step-log.ts'
import { AccountView } from './account-view.ts'
import { Calls } from './calls.ts'
import type { OpenApp } from './connector-pool.ts'
import type { Change } from './decide-step.ts'
import type { ExecutorParts } from './executor-parts.ts'
import { Interrupted, type Interruption } from './interrupted.ts'
import type { JobControl } from './job-control.ts'
import { runStep } from './run-step.ts'
import type { StepContext } from './step-context.ts'
import { toFailure } from './to-failure.ts'
import { toStepRecord } from './to-step-record.ts'

export type AttemptEnd =
  /** Every step was ensured, or one has failed; the step log says which. */
  | { readonly kind: 'over'; readonly accounts: readonly Account[] | undefined }
  | { readonly kind: 'interrupted'; readonly reason: Interruption }

export interface Attempt {
  readonly job: Job
  readonly control: JobControl
  readonly stop: AbortSignal
}

/** Runs a job's steps in order from the first that the step log does not show as ended; stops at the first that fails. */
export async function runAttempt(parts: ExecutorParts, attempt: Attempt): Promise<AttemptEnd> {
  try {
    return await run(parts, attempt)
  } catch (error) {
    if (error instanceof Interrupted) return { kind: 'interrupted', reason: error.reason }
    throw error
  }
}

async function run(parts: ExecutorParts, { job, control, stop }: Attempt): Promise<AttemptEnd> {
  const { spool, clock, random } = parts
  await leaseOrEnd(parts, { job, control, stop })
  spool.journal.start(job.id)
  if (nextStep(parts, job) === undefined) return { kind: 'over', accounts: undefined }
  const calls = new Calls({ limits: job.limits, clock, random, control, stop })
  const app = await open(parts, { job, calls })
  if (app === undefined) return { kind: 'over', accounts: undefined }
  try {
    return await runSteps(parts, { job, control, calls, app })
  } finally {
    parts.pool.release(job.app)
  }
}

async function leaseOrEnd({ leases }: ExecutorParts, { job, control, stop }: Attempt): Promise<void> {
  control.check()
  try {
    if (!(await leases.untilSettled(job.id, AbortSignal.any([stop, control.signal])))) control.interrupt('lease_lost')
  } catch (error) {
    if (stop.aborted) control.interrupt('stopping')
    else if (!control.signal.aborted) throw error
  }
  control.check()
}

/** Undefined when the connector does not open; the first step that is left then says why. */
async function open(parts: ExecutorParts, { job, calls }: { job: Job; calls: Calls }): Promise<OpenApp | undefined> {
  const startedAt = parts.clock.now().toISOString()
  try {
    return await calls.reading(() => parts.pool.acquire(job.app), { interruptible: true })
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    report(parts, job, error)
    const index = nextStep(parts, job) ?? 0
    const verb = job.steps[index]?.verb ?? 'account.read'
    const finishedAt = parts.clock.now().toISOString()
    const facts = { index, verb, startedAt, finishedAt, exchanges: [], random: parts.random, scrubber: parts.scrubber }
    parts.spool.steps.finish(job.id, toStepRecord(facts, { outcome: 'failed', failure: toFailure(error, parts.scrubber) }))
    return undefined
  }
}

/** The first step that has to be run; undefined when there is none. A list is read again after a crash, since only its digest was kept. */
function nextStep({ spool }: ExecutorParts, job: Job): number | undefined {
  for (const [index, { verb }] of job.steps.entries()) {
    const logged = spool.steps.find(job.id, index)
    if (logged?.state !== 'done' || verb === 'account.list') return index
    if (logged.record.receipt.outcome === 'failed') return undefined
  }
  return undefined
}

interface Running {
  readonly job: Job
  readonly control: JobControl
  readonly calls: Calls
  readonly app: OpenApp
}

async function runSteps(parts: ExecutorParts, running: Running): Promise<AttemptEnd> {
  const { job, calls, app } = running
  const subject = job.subject?.account
  const view = subject && new AccountView({ connector: app.connector, calls, subject })
  let accounts: readonly Account[] | undefined
  app.takeExchanges()
  const from = nextStep(parts, job) ?? job.steps.length
  for (const [index, step] of job.steps.entries()) {
    if (index < from) continue
    const result = await runStep(contextOf(parts, running, { index, view }), step)
    parts.spool.steps.finish(job.id, result.record)
    accounts = result.accounts ?? accounts
    if (result.record.receipt.outcome !== 'failed') continue
    await afterFailure(parts, job, result.record)
    break
  }
  return { kind: 'over', accounts }
}

function contextOf(parts: ExecutorParts, running: Running, { index, view }: Pick<StepContext, 'index' | 'view'>): StepContext {
  const { job, control, calls, app } = running
  const { spool, clock, random, scrubber } = parts
  const checkpoint = () => {
    control.check()
    if (!parts.leases.isHeld(job.id)) throw new Interrupted('lease_lost')
  }
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
    checkpoint,
    objection: (change: Change) => parts.objection(job.app, change),
    progress: (state) =>
      parts.progress({
        job: job.id,
        step: index,
        of: job.steps.length,
        state,
      }),
  }
}

/** A fresh start may cure these: the password was changed, the browser is in a strange place. */
async function afterFailure(parts: ExecutorParts, job: Job, { receipt }: StepRecord): Promise<void> {
  const kind = receipt.failure?.kind ?? 'unknown'
  parts.log.warn('step.failed', { job: job.id, app: job.app, verb: receipt.verb, kind, code: receipt.failure?.code })
  if (kind === 'unauthorized' || kind === 'unknown' || kind === 'challenge' || kind === 'ui_changed') await parts.pool.discard(job.app)
}

function report(parts: ExecutorParts, job: Job, error: ConnectorError): void {
  const { kind, code } = toFailure(error, parts.scrubber)
  parts.log.warn('connector.open_failed', { job: job.id, app: job.app, kind, code })
}
