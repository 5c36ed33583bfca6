import { Temporal } from 'temporal-polyfill'

const known = new Map<string, boolean>()

/** True for a name of the IANA time zone database. */
export function isTimeZone(name: string): boolean {
  const before = known.get(name)
  if (before !== undefined) return before
  const is = /^[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)*$/.test(name) && canUse(name)
  if (known.size < 1024) known.set(name, is)
  return is
}

function canUse(name: string): boolean {
  try {
    new Temporal.ZonedDateTime(0n, name)
    return true
  } catch {
    return false
  }
}
