import type { SessionLimits } from './session-limits.ts'

/** Counts connections that have not proved who they are, in all and per address. */
export class HalfOpen {
  readonly #limits: Pick<SessionLimits, 'halfOpen' | 'halfOpenPerAddress'>
  readonly #perAddress = new Map<string, number>()
  #all = 0

  constructor(limits: Pick<SessionLimits, 'halfOpen' | 'halfOpenPerAddress'>) {
    this.#limits = limits
  }

  isFull(address: string): boolean {
    return this.#all >= this.#limits.halfOpen || (this.#perAddress.get(address) ?? 0) >= this.#limits.halfOpenPerAddress
  }

  /** Counts one; gives what takes it off again, once. */
  add(address: string): () => void {
    this.#change(address, 1)
    let isCounted = true
    return () => {
      if (isCounted) this.#change(address, -1)
      isCounted = false
    }
  }

  #change(address: string, by: number): void {
    const count = (this.#perAddress.get(address) ?? 0) + by
    this.#all += by
    if (count === 0) this.#perAddress.delete(address)
    else this.#perAddress.set(address, count)
  }
}
