import type { Id } from '@rollcall/shared/ids'
import { wireLimits } from '@rollcall/shared/wire/frames'
import type { Clock } from '../ports.ts'

interface Held {
  readonly fence: number
  readonly leaseMs: number
  /** On the monotonic clock. */
  readonly endsAt: number
  renewAt: number
  askedAt: number | undefined
  lost: boolean
}

export interface LeaseGrant {
  readonly job: Id<'job'>
  readonly fence: number
  readonly leaseMs: number
  /** How much of it is left from now on. */
  readonly leftMs: number
}

/** For how long this agent may cause effects, job by job, measured by the monotonic clock. */
export class Leases {
  readonly #clock: Clock
  readonly #held = new Map<Id<'job'>, Held>()
  readonly #waiting = new Set<() => void>()
  /** Called when a lease turns out to be lost. */
  onLost: (job: Id<'job'>) => void = () => {}

  constructor(clock: Clock) {
    this.#clock = clock
  }

  grant({ job, fence, leaseMs, leftMs }: LeaseGrant): void {
    const known = this.#held.get(job)
    if (known !== undefined && known.fence > fence) return
    const now = this.#clock.monotonicMs()
    const left = Math.min(leftMs, leaseMs)
    const renewAt = left <= selfFenceMs(leaseMs) ? now : now + Math.min(left, renewEveryMs(leaseMs))
    this.#held.set(job, { fence, leaseMs, endsAt: now + left, renewAt, askedAt: undefined, lost: false })
    this.#wake()
  }

  /** The signed answer to a renewal. The lease counts from when it was asked for. @returns how much is left, undefined when nothing was asked */
  renewed(renewal: { job: Id<'job'>; fence: number; leaseMs: number }): number | undefined {
    const known = this.#held.get(renewal.job)
    if (known === undefined || known.lost || known.fence !== renewal.fence || known.askedAt === undefined) return undefined
    const leftMs = renewal.leaseMs - (this.#clock.monotonicMs() - known.askedAt)
    this.grant({ ...renewal, leftMs })
    return leftMs
  }

  lose(job: Id<'job'>, fence: number): void {
    const known = this.#held.get(job)
    if (known === undefined || known.fence > fence) return
    known.lost = true
    this.onLost(job)
    this.#wake()
  }

  release(job: Id<'job'>): void {
    this.#held.delete(job)
  }

  /** False from shortly before its end on, so that no effect begins that could end too late. */
  isHeld(job: Id<'job'>): boolean {
    const known = this.#held.get(job)
    return known !== undefined && !known.lost && this.#clock.monotonicMs() < known.endsAt - selfFenceMs(known.leaseMs)
  }

  /** Leases whose renewal should be asked for now; each is given once per turn. */
  takeDue(): readonly { readonly job: Id<'job'>; readonly fence: number }[] {
    const now = this.#clock.monotonicMs()
    const due = [...this.#held].filter(([, held]) => !held.lost && now >= held.renewAt)
    for (const [, held] of due) {
      held.askedAt = now
      held.renewAt = now + renewEveryMs(held.leaseMs)
    }
    return due.map(([job, { fence }]) => ({ job, fence }))
  }

  /** Ask again at once, for every job: a new session has begun. */
  renewAll(): void {
    for (const held of this.#held.values()) held.renewAt = this.#clock.monotonicMs()
  }

  /** Waits until the lease is held (true) or lost (false). @throws the signal's reason */
  async untilSettled(job: Id<'job'>, signal: AbortSignal): Promise<boolean> {
    for (;;) {
      if (this.isHeld(job)) return true
      if (this.#held.get(job)?.lost !== false) return false
      await this.#change(signal)
    }
  }

  async #change(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const fail = () => reject(signal.reason)
    this.#waiting.add(resolve)
    signal.addEventListener('abort', fail, { once: true })
    try {
      await promise
    } finally {
      this.#waiting.delete(resolve)
      signal.removeEventListener('abort', fail)
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve()
  }
}

/** 5 s before the end; a third of a lease that is too short for that. */
function selfFenceMs(leaseMs: number): number {
  return Math.min(wireLimits.selfFenceMs, leaseMs / 3)
}

function renewEveryMs(leaseMs: number): number {
  return Math.min(wireLimits.leaseRenewMs, leaseMs / 3)
}
