import { wireLimits } from '@rollcall/shared/wire/frames'

export interface LinkTimings {
  readonly handshakeMs: number
  readonly heartbeatMs: number
  readonly silenceMs: number
  /** How often leases are looked through for one to renew. */
  readonly leaseTickMs: number
  /** A session that lasted this long was a good one: the next reconnect is fast again. */
  readonly stableMs: number
}

export const linkTimings: LinkTimings = {
  handshakeMs: wireLimits.handshakeMs,
  heartbeatMs: wireLimits.heartbeatMs,
  silenceMs: wireLimits.silenceMs,
  leaseTickMs: 1_000,
  stableMs: 60_000,
}
