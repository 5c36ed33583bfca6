import type { CivilDate } from '@rollcall/shared/civil-date'
import type { EngagementFacts, PersonFacts } from '@rollcall/shared/person'
import { engagementOn } from './engagement-on.ts'
import { factOrigins } from './fact-origin.ts'
import type { PastFacts } from './person-versions.ts'

/** One field of a person, with what says so. */
export interface StatedFact {
  readonly field: StatedField
  readonly value: string | null
  /** `redacted`: HR hides it now, and the value is the last that was seen. `not_requested`: HR says nothing about it. */
  readonly visibility: 'present' | 'empty' | 'redacted' | 'not_requested'
  /** Name of the HR source. */
  readonly source: string
  readonly since: Date
}

interface Statement {
  readonly facts: PersonFacts
  readonly versions: readonly PastFacts[]
  readonly recordedAt: Date
  readonly redacted: readonly string[]
  readonly source: string
  /** The day whose position is shown. */
  readonly on: CivilDate
}

/** What HR says of each field that a rule can see, where it comes from and since when. */
export function statedFacts({ facts, versions, recordedAt, redacted, source, on }: Statement): readonly StatedFact[] {
  const origins = factOrigins(facts, versions, recordedAt)
  const engagement = engagementOn(facts, on) ?? facts.engagements[0]
  return fields.map(([field, name, read]) => {
    const value = read(facts, engagement)
    const visibility = redacted.includes(name) ? 'redacted' : value === undefined ? 'not_requested' : value === null ? 'empty' : 'present'
    return { field, value: value ?? null, visibility, source, since: origins.get(field)?.since ?? recordedAt }
  })
}

type Reader = (facts: PersonFacts, engagement: EngagementFacts | undefined) => string | null | undefined
type StatedField =
  | 'givenName'
  | 'familyName'
  | 'workEmail'
  | 'country'
  | 'type'
  | 'department'
  | 'title'
  | 'manager'
  | 'location'
  | 'costCenter'

/** As a rule names it, as the facts name it, and where it stands. */
const fields: readonly (readonly [StatedField, string, Reader])[] = [
  ['givenName', 'givenName', ({ givenName }) => givenName],
  ['familyName', 'familyName', ({ familyName }) => familyName],
  ['workEmail', 'workEmail', ({ workEmail }) => workEmail],
  ['country', 'country', ({ country }) => country],
  ['type', 'type', (_, engagement) => engagement?.type],
  ['department', 'department', (_, engagement) => engagement?.department],
  ['title', 'title', (_, engagement) => engagement?.title],
  ['manager', 'managerKey', (_, engagement) => engagement?.managerKey],
  ['location', 'location', (_, engagement) => engagement?.location],
  ['costCenter', 'costCenter', (_, engagement) => engagement?.costCenter],
]
