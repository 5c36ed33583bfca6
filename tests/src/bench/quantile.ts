/** The smallest sample that at least this share of all samples does not exceed (nearest rank). */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  if (found === undefined) throw new RangeError('there are no samples')
  return found
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5)
}
