import type { Id } from '@rollcall/shared/ids'
import type { Signal } from '@rollcall/shared/wire/frames'

export interface Progress {
  readonly step: number
  readonly of: number
  readonly state: 'started' | 'reading' | 'changing' | 'reading_back' | 'finished'
}

/** Where running jobs are just now. Only for people who watch: in memory, and lost without harm. */
export class ProgressBoard {
  readonly #latest = new Map<Id<'job'>, Progress>()
  readonly #most = 10_000

  set({ job, step, of, state }: Extract<Signal, { kind: 'progress' }>): void {
    this.#latest.delete(job)
    this.#latest.set(job, { step, of, state })
    const oldest = this.#latest.keys().next().value
    if (this.#latest.size > this.#most && oldest !== undefined) this.#latest.delete(oldest)
  }

  get(job: Id<'job'>): Progress | undefined {
    return this.#latest.get(job)
  }
}
