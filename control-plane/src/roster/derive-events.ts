import type { CivilDate } from '@rollcall/shared/civil-date'
import { type EngagementFacts, type PersonFacts, positionFields } from '@rollcall/shared/person'
import { eventsOf } from './events-of.ts'
import { type RosterEvent, toEvent } from './roster-event.ts'

export interface Restatement {
  readonly before: PersonFacts
  readonly after: PersonFacts
  readonly source: string
  /** The person's local day when HR said so: the day of what HR gives no day for. */
  readonly saidOn: CivilDate
}

export interface DerivedEvents {
  readonly stated: readonly RosterEvent[]
  /** Stated before and no longer: moved to another day, or cancelled. */
  readonly superseded: readonly RosterEvent[]
}

/** What a change of facts says of a person's timeline. */
export function deriveEvents({ before, after, source, saidOn }: Restatement): DerivedEvents {
  const old = eventsOf(before, source)
  const now = eventsOf(after, source)
  const oldIds = new Set(old.map(({ id }) => id))
  const ids = new Set(now.map(({ id }) => id))
  const undated = [...renames(before, after), ...movesOf(before, after)]
  return {
    stated: [
      ...now.filter(({ id }) => !oldIds.has(id)),
      ...undated.map((statement) => toEvent({ source, personKey: after.personKey }, { ...statement, effectiveOn: saidOn })),
    ],
    superseded: old.filter(({ id }) => !ids.has(id)),
  }
}

type Undated = Pick<RosterEvent, 'kind' | 'engagementKey'>

function renames(before: PersonFacts, after: PersonFacts): readonly Undated[] {
  const isSame = nameFields.every((field) => (before[field] ?? null) === (after[field] ?? null))
  return isSame ? [] : [{ kind: 'rename', engagementKey: '' }]
}

const nameFields = ['givenName', 'familyName', 'workEmail'] as const

/** Other positions without a day: HR only says that it is so now. */
function movesOf(before: PersonFacts, after: PersonFacts): readonly Undated[] {
  return after.engagements.flatMap((engagement): readonly Undated[] => {
    const old = before.engagements.find(({ engagementKey }) => engagementKey === engagement.engagementKey)
    if (old === undefined || hasDays(old) || hasDays(engagement)) return []
    const isSame = positionFields.every((field) => (old[field] ?? null) === (engagement[field] ?? null))
    return isSame ? [] : [{ kind: 'position_change', engagementKey: engagement.engagementKey }]
  })
}

function hasDays({ positions }: EngagementFacts): boolean {
  return positions !== undefined
}
