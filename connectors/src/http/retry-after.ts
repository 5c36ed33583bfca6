const longestMs = 86_400_000

/** Milliseconds that a `Retry-After` header asks for (RFC 9110 §10.2.3: seconds or an HTTP date), or undefined when it says nothing usable. */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined
  const asked = /^\s*\d+(\.\d+)?\s*$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now.getTime()
  if (Number.isNaN(asked)) return undefined
  return Math.min(Math.max(Math.ceil(asked), 0), longestMs)
}
