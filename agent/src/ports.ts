import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'

/** Time as the agent sees it. */
export interface Clock {
  now(): Date
  /** Milliseconds that only rise, whatever happens to the wall clock: leases are measured with it. */
  monotonicMs(): number
  /** Waits, and rejects at once when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

export type Random = (bytes: number) => Uint8Array

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  wait: async (ms, signal) => {
    await sleep(ms, undefined, { signal })
  },
}

export const systemRandom: Random = (bytes) => randomBytes(bytes)
