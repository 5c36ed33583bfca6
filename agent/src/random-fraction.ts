import type { Random } from './ports.ts'

/** A number in [0, 1) from the injected source of randomness. */
export function randomFraction(random: Random): number {
  return Buffer.from(random(4)).readUInt32BE(0) / 0x1_0000_0000
}
