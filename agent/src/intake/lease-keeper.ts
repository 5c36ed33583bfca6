import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { leaseSchema } from '@rollcall/shared/job'
import { wireLimits } from '@rollcall/shared/wire/frames'
import type { IntakeParts } from './intake-parts.ts'
import { openMessage } from './open-message.ts'

const mostNonces = 10_000

/** Takes in renewed leases: each signed answer prolongs one lease, once. */
export class LeaseKeeper {
  readonly #parts: IntakeParts
  readonly #nonces = new Set<string>()

  constructor(parts: IntakeParts) {
    this.#parts = parts
  }

  held(envelope: unknown): void {
    const { trust, identity, leases, spool, clock, drift, log } = this.#parts
    const lease = openMessage(envelope, { trust, payloadType: payloadTypes.lease, schema: leaseSchema })
    if (lease === undefined || lease.agent !== identity.agent || this.#isStale(lease.nonce)) return log.warn('lease.not_believed', {})
    const ageMs = clock.now().getTime() + drift.ms - lease.iat * 1000
    if (Math.abs(ageMs) > wireLimits.clockSkewMs) return log.warn('lease.not_believed', { job: lease.job })
    const leftMs = leases.renewed(lease)
    if (leftMs !== undefined) spool.journal.extendLease(lease.job, Math.round(clock.now().getTime() + leftMs))
  }

  #isStale(nonce: string): boolean {
    if (this.#nonces.has(nonce)) return true
    this.#nonces.add(nonce)
    const [oldest] = this.#nonces
    if (this.#nonces.size > mostNonces && oldest !== undefined) this.#nonces.delete(oldest)
    return false
  }
}
