import type { Disclosure } from '@rollcall/shared/disclosure'

/** Leaves room in a frame of 1 MiB for the receipt itself. */
const mostBytes = 700_000

/** The disclosures that fit into one frame, the latest first; the receipt commits to the others all the same. */
export function fitDisclosures(disclosures: readonly Disclosure[]): readonly Disclosure[] {
  let bytes = 0
  const fitting = disclosures.toReversed().filter((disclosure) => {
    const size = Buffer.byteLength(JSON.stringify(disclosure)) + 1
    const fits = bytes + size <= mostBytes
    if (fits) bytes += size
    return fits
  })
  return fitting.reverse()
}
