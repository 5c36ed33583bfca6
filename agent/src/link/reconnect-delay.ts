const baseMs = 250
const capMs = 60_000

/** Full jitter (a random part of a doubling span), so that many agents do not come back in step; never sooner than the peer asked. */
export function reconnectDelayMs({ attempt, fraction, atLeastMs }: { attempt: number; fraction: number; atLeastMs: number }): number {
  const spanMs = Math.min(capMs, baseMs * 2 ** Math.min(attempt, 16))
  return atLeastMs + fraction * spanMs
}
