import { canonicalJson, type Json } from '@rollcall/shared/canonical-json'
import type { EngagementFacts, PersonFacts } from '@rollcall/shared/person'

/** The ledger takes at most 64 digests with one entry. */
const maxFields = 64

/** The fields that differ, by name, with what they are now; null for one that is gone. Everything for a new person. */
export function changedFacts(before: PersonFacts | undefined, after: PersonFacts): Readonly<Record<string, Json>> {
  const old = before === undefined ? {} : flatten(before)
  const now = flatten(after)
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((name) => old[name] !== now[name]).sort()
  if (names.length > maxFields) return { facts: JSON.stringify(after) }
  return Object.fromEntries(names.map((name) => [name, now[name] ?? null]))
}

function flatten({ engagements, ...person }: PersonFacts): Record<string, string | null> {
  const fields = [
    ...Object.entries(person).map(([field, value]) => [field, toText(value)] as const),
    ...engagements.flatMap((engagement, at) =>
      Object.entries(engagement).map(([field, value]) => [`engagements[${at}].${field}`, toText(value)] as const),
    ),
  ]
  return Object.fromEntries(fields.map(([name, value]) => [name, value ?? null]))
}

/** Lists as canonical JSON: databases give their fields back in an order of their own. */
function toText(value: EngagementFacts[keyof EngagementFacts] | PersonFacts['notKnown']): string | null | undefined {
  return typeof value === 'object' && value !== null ? new TextDecoder().decode(canonicalJson(value)) : value
}
