import type { EngagementFacts, PersonFacts } from '@rollcall/shared/person'
import type { PersonView } from '../policy/person-view.ts'
import type { PastFacts } from './person-versions.ts'

export interface FactOrigin {
  /** When HR first said what it says now, without having said anything else since. */
  readonly since: Date
}

/** Since when HR has said what it says of each field that a rule can see. `recordedAt` is when the present statement reached us. */
export function factOrigins(
  facts: PersonFacts,
  versions: readonly PastFacts[],
  recordedAt: Date,
): ReadonlyMap<keyof PersonView, FactOrigin> {
  return new Map(fields.map(([field, read]) => [field, { since: statedSince(read, { facts, versions, recordedAt }) }]))
}

interface StatedHistory {
  readonly facts: PersonFacts
  readonly versions: readonly PastFacts[]
  readonly recordedAt: Date
}

type Reader = (facts: PersonFacts) => unknown

/** Since when HR has said what it says now of whatever that reads. */
export function statedSince(read: Reader, { facts, versions, recordedAt }: StatedHistory): Date {
  const now = JSON.stringify(read(facts))
  let since = recordedAt
  for (const version of versions.toReversed()) {
    if (JSON.stringify(read(version.facts)) !== now) break
    since = version.recordedAt
  }
  return since
}

const fields: readonly (readonly [keyof PersonView, Reader])[] = [
  ['personKey', ({ personKey }) => personKey],
  ['givenName', ({ givenName }) => givenName],
  ['familyName', ({ familyName }) => familyName],
  ['workEmail', ({ workEmail }) => workEmail ?? null],
  ['country', ({ country }) => country ?? null],
  ['type', ofEngagements(({ type }) => type)],
  ['department', ofPositions(({ department }) => department)],
  ['title', ofPositions(({ title }) => title)],
  ['manager', ofPositions(({ managerKey }) => managerKey)],
  ['location', ofPositions(({ location }) => location)],
  ['costCenter', ofPositions(({ costCenter }) => costCenter)],
]

function ofEngagements(read: (engagement: EngagementFacts) => unknown): Reader {
  return ({ engagements }) => engagements.map((engagement) => [engagement.engagementKey, read(engagement)])
}

/** Of a field that can change with the day, every value and the day it begins: one that HR moves is another statement. */
function ofPositions(read: (position: Partial<EngagementFacts>) => string | null | undefined): Reader {
  return ofEngagements((engagement) => {
    const dated = engagement.positions?.map((position) => [position.effectiveOn, read(position) ?? null] as const)
    return [read(engagement) ?? null, ...(dated?.filter(([, value], at) => at > 0 && value !== dated[at - 1]?.[1]) ?? [])]
  })
}
