/** Whether an address belongs to one of the allowed origins exactly: same scheme, host and port. */
export function isAllowedOrigin(address: string, allowed: readonly string[]): boolean {
  const origin = originOf(address)
  return origin !== undefined && allowed.some((one) => originOf(one) === origin)
}

// `data:`, `blob:` of an opaque origin, `javascript:` and `about:` have no origin of their own and are never allowed.
function originOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined
  const { origin, protocol } = new URL(address)
  return protocol === 'https:' || protocol === 'http:' ? origin : undefined
}
