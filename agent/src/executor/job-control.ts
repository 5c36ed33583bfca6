import { Interrupted, type Interruption } from './interrupted.ts'

/** Says to one running attempt that it shall end before its next effect. */
export class JobControl {
  readonly #abort = new AbortController()
  #reason: Interruption | undefined

  /** The first reason counts. */
  interrupt(reason: Interruption): void {
    this.#reason ??= reason
    this.#abort.abort()
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** @throws Interrupted */
  check(): void {
    if (this.#reason !== undefined) throw new Interrupted(this.#reason)
  }
}
