import { type EngagementFacts, type PersonFacts, type Position, positionFields } from '@rollcall/shared/person'
import { hiddenFields } from './hidden-columns.ts'
import type { HideableColumn } from './roster-columns.ts'

interface Telling {
  /** Columns that HR hides now. */
  readonly hidden: readonly HideableColumn[]
  /** Everybody whom the source has or had. */
  readonly personKeys: ReadonlySet<string>
}

/**
 * Says of each person what nobody can tell: a hidden column is not an empty one, and a manager who is on no roster of the source is nobody yet. It is part
 * of the facts, so that whoever waits for it is planned anew once HR tells.
 */
export function markNotKnown(people: readonly PersonFacts[], { hidden, personKeys }: Telling): readonly PersonFacts[] {
  const fields: ReadonlySet<string> = new Set(hidden.map((column) => hiddenFields[column]))
  const mark = <T extends Position | EngagementFacts>(stated: T): T => {
    const notKnown = positionFields.filter((field) => {
      const value = stated[field]
      if (value === undefined) return fields.has(field)
      return field === 'managerKey' && value !== null && !personKeys.has(value)
    })
    return notKnown.length === 0 ? stated : { ...stated, notKnown }
  }
  return people.map((facts) => {
    const notKnown = personFields.filter((field) => facts[field] === undefined && fields.has(field))
    const engagements = facts.engagements.map(({ positions, ...engagement }) =>
      mark(positions === undefined ? engagement : { ...engagement, positions: positions.map(mark) }),
    )
    return { ...facts, ...(notKnown.length > 0 && { notKnown }), engagements }
  })
}

const personFields = ['workEmail', 'country'] as const
