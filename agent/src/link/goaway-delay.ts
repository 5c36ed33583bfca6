import type { Signal } from '@rollcall/shared/wire/frames'

type Goaway = Extract<Signal, { kind: 'goaway' }>

/** Codes after which coming back soon is of no use: a person has to do something first. */
const quarterHour: ReadonlySet<Goaway['code']> = new Set(['revoked', 'unauthorized', 'too_old'])
const minute: ReadonlySet<Goaway['code']> = new Set(['superseded'])

/** How long to stay away after a goaway: as asked, spread at random, and long where a person has to act first. */
export function goawayDelayMs({ code, retryAfterMs, spreadMs }: Goaway, fraction: number): number {
  const ownMs = quarterHour.has(code) ? 900_000 : minute.has(code) ? 60_000 : 0
  return Math.max(ownMs, retryAfterMs + spreadMs * fraction)
}
