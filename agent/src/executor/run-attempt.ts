import type { Account } from '@rollcall/shared/connector/account'
import { ConnectorError, type Failure } from '@rollcall/shared/failure'
import type { Job } from '@rollcall/shared/job'
import { Calls } from './calls.ts'
import type { OpenApp } from './connector-pool.ts'
import type { ExecutorParts } from './executor-parts.ts'
import { Interrupted, type Interruption } from './interrupted.ts'
import type { JobControl } from './job-control.ts'
import { nextStep } from './next-step.ts'
import { runSteps } from './run-steps.ts'
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

/**
 * Runs a job's steps in order from the first that the step log does not show as ended; stops at the first that fails.
 * Whatever is thrown ends the step as failed, so that the attempt always ends with a receipt.
 */
export async function runAttempt(parts: ExecutorParts, attempt: Attempt): Promise<AttemptEnd> {
  try {
    return await run(parts, attempt)
  } catch (error) {
    if (error instanceof Interrupted) return { kind: 'interrupted', reason: error.reason }
    parts.log.error('job.broke_off', { job: attempt.job.id, error: error instanceof Error ? error.name : 'unknown' })
    failNextStep(parts, attempt.job, { startedAt: parts.clock.now().toISOString(), failure: { kind: 'unknown' } })
    await parts.pool.discard(attempt.job.app)
    return { kind: 'over', accounts: undefined }
  }
}

async function run(parts: ExecutorParts, { job, control, stop }: Attempt): Promise<AttemptEnd> {
  const { spool, clock, random } = parts
  await leaseOrEnd(parts, { job, control, stop })
  spool.journal.start(job.id)
  if (nextStep(spool.steps, job) === undefined) return { kind: 'over', accounts: undefined }
  const calls = new Calls({ limits: job.limits, clock, random, control, stop })
  const app = await open(parts, { job, calls })
  if (app === undefined) return { kind: 'over', accounts: undefined }
  try {
    return { kind: 'over', accounts: await runSteps(parts, { job, control, calls, app }) }
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
    failNextStep(parts, job, { startedAt, failure: toFailure(error, parts.scrubber) })
    return undefined
  }
}

function failNextStep(parts: ExecutorParts, job: Job, { startedAt, failure }: { startedAt: string; failure: Failure }): void {
  const index = nextStep(parts.spool.steps, job) ?? 0
  const verb = job.steps[index]?.verb ?? 'account.read'
  const finishedAt = parts.clock.now().toISOString()
  const facts = { index, verb, startedAt, finishedAt, exchanges: [], random: parts.random, scrubber: parts.scrubber }
  parts.spool.steps.finish(job.id, toStepRecord(facts, { outcome: 'failed', failure }))
}

function report(parts: ExecutorParts, job: Job, error: ConnectorError): void {
  const { kind, code } = toFailure(error, parts.scrubber)
  parts.log.warn('connector.open_failed', { job: job.id, app: job.app, kind, code })
}
