import { canonicalJson } from '@rollcall/shared/canonical-json'

/** An order for things that have none of their own, the same on every machine. */
export function byCanonicalText(a: unknown, b: unknown): number {
  return Buffer.compare(canonicalJson(a), canonicalJson(b))
}
