import type { Id } from '@rollcall/shared/ids'
import { jobSchema } from '@rollcall/shared/job'
import { endAttempt } from './end-attempt.ts'
import type { ExecutorParts } from './executor-parts.ts'
import { JobControl } from './job-control.ts'
import { runAttempt } from './run-attempt.ts'

/** Runs the jobs that the journal holds: apps in parallel, one job at a time per app, in the order of arrival. */
export class Executor implements AsyncDisposable {
  readonly #parts: ExecutorParts
  readonly #queues = new Map<string, Promise<void>>()
  readonly #controls = new Map<Id<'job'>, JobControl>()
  readonly #stop = new AbortController()
  #isStopping = false

  constructor(parts: ExecutorParts) {
    this.#parts = parts
    parts.leases.onLost = (job) => this.#controls.get(job)?.interrupt('lease_lost')
  }

  /** Queues a job of the journal. One that is already queued or running goes on as it is. */
  enqueue({ job, app }: { job: Id<'job'>; app: string }): void {
    if (this.#isStopping || this.#controls.has(job)) return
    this.#controls.set(job, new JobControl())
    const turn = (this.#queues.get(app) ?? Promise.resolve()).then(() => this.#runSafely(job))
    this.#queues.set(app, turn)
  }

  /** Ends a job before its next effect. */
  cancel(job: Id<'job'>): void {
    this.#controls.get(job)?.interrupt('cancelled')
  }

  /** Resolves when nothing is queued or running. */
  async idle(): Promise<void> {
    await Promise.all(this.#queues.values())
  }

  /** Lets effects under way finish for a moment; jobs stay in the journal and go on at the next start. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopping = true
    for (const control of this.#controls.values()) control.interrupt('stopping')
    const graceful = new AbortController()
    const { clock } = this.#parts
    void clock.wait(10_000, graceful.signal).then(
      () => this.#stop.abort(),
      () => {},
    )
    await this.idle()
    graceful.abort()
  }

  async #runSafely(job: Id<'job'>): Promise<void> {
    try {
      await this.#run(job)
    } catch (error) {
      this.#parts.log.error('job.broke_off', { job, error: error instanceof Error ? error.name : 'unknown' })
      this.#letGo(job)
    }
  }

  async #run(id: Id<'job'>): Promise<void> {
    for (;;) {
      const entry = this.#parts.spool.journal.find(id)
      if (entry === undefined || (entry.state !== 'accepted' && entry.state !== 'started')) return this.#letGo(id)
      const job = jobSchema.parse(JSON.parse(entry.payload))
      const control = this.#freshControl(id)
      if (entry.cancelled) control.interrupt('cancelled')
      const end = await runAttempt(this.#parts, { job, control, stop: this.#stop.signal })
      if (end.kind === 'interrupted' && end.reason === 'stopping') return
      const isEnded = await endAttempt(this.#parts, job, end)
      if (isEnded) this.#parts.log.info('job.ended', { job: id, app: job.app, how: end.kind === 'over' ? 'over' : end.reason })
    }
  }

  /** In one go with the look at the journal, so that an offer that comes a moment later finds nothing half released. */
  #letGo(job: Id<'job'>): void {
    this.#controls.delete(job)
    this.#parts.leases.release(job)
  }

  /** A job offered anew while its attempt was being interrupted starts without that interruption. */
  #freshControl(job: Id<'job'>): JobControl {
    const control = new JobControl()
    this.#controls.set(job, control)
    if (this.#isStopping) control.interrupt('stopping')
    return control
  }
}
