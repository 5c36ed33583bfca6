import type { CallOptions } from '@rollcall/shared/connector/connector'
import { ConnectorError, isPassing } from '@rollcall/shared/failure'
import type { Job } from '@rollcall/shared/job'
import type { Clock, Random } from '../ports.ts'
import { randomFraction } from '../random-fraction.ts'
import { Interrupted } from './interrupted.ts'
import type { JobControl } from './job-control.ts'
import { raceAbort } from './race-abort.ts'
import { toConnectorError } from './to-connector-error.ts'

export interface CallsOptions {
  readonly limits: Job['limits']
  readonly clock: Clock
  readonly random: Random
  readonly control: JobControl
  /** Aborts when this process must end now. */
  readonly stop: AbortSignal
}

type Call<T> = (options: CallOptions) => Promise<T>

/** One attempt's calls to an app: counted, bounded in time, and repeated only where a failure kind can pass by itself. */
export class Calls {
  readonly #options: CallsOptions
  readonly #deadlineAt: number
  readonly #signal: AbortSignal
  #used = 0

  constructor(options: CallsOptions) {
    this.#options = options
    this.#deadlineAt = options.clock.monotonicMs() + options.limits.timeoutMs
    this.#signal = AbortSignal.any([AbortSignal.timeout(options.limits.timeoutMs), options.stop])
  }

  /** @throws ConnectorError, Interrupted `stopping` */
  async once<T>(call: Call<T>): Promise<T> {
    this.#used += 1
    if (this.#used > this.#options.limits.calls)
      throw new ConnectorError('unknown', 'The job needs more calls than it may make.', { code: 'call_limit' })
    try {
      this.#signal.throwIfAborted()
      return await raceAbort(call({ signal: this.#signal }), this.#signal)
    } catch (error) {
      throw this.#isOver() ? this.#overError() : toConnectorError(error)
    }
  }

  /** A read, repeated while its failure can pass. `interruptible` is false after an effect: its outcome must become known. */
  async reading<T>(call: Call<T>, { interruptible }: { interruptible: boolean }): Promise<T> {
    for (let round = 0; ; round += 1) {
      try {
        return await this.once(call)
      } catch (error) {
        if (!(error instanceof ConnectorError) || !isPassing(error.kind)) throw error
        await this.backOff(error, { round, interruptible })
      }
    }
  }

  /** Waits as long as the app asked, or longer with each round. @throws the error itself when the job's time does not allow it */
  async backOff(error: ConnectorError, { round, interruptible }: { round: number; interruptible: boolean }): Promise<void> {
    const jitter = randomFraction(this.#options.random)
    const step = Math.min(10_000, 250 * 2 ** round)
    const ms = error.retryAfterMs === undefined ? step * (0.5 + jitter / 2) : error.retryAfterMs + 100 * jitter
    if (this.#options.clock.monotonicMs() + ms >= this.#deadlineAt) throw error
    await this.wait(ms, { interruptible })
  }

  /** @throws Interrupted, ConnectorError `timeout` */
  async wait(ms: number, { interruptible }: { interruptible: boolean }): Promise<void> {
    const { control, clock } = this.#options
    const signal = interruptible ? AbortSignal.any([this.#signal, control.signal]) : this.#signal
    try {
      await clock.wait(ms, signal)
    } catch (error) {
      if (this.#isOver()) throw this.#overError()
      control.check()
      throw error
    }
  }

  #isOver(): boolean {
    return this.#signal.aborted
  }

  #overError(): Error {
    if (this.#options.stop.aborted) return new Interrupted('stopping')
    return new ConnectorError('timeout', 'The job ran out of time.', { code: 'deadline' })
  }
}
