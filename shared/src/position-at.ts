import type { CivilDate } from './civil-date.ts'
import type { EngagementFacts, Position } from './person.ts'

/** The engagement as its position of that day; before the first position's day it is the first. An engagement without dated positions is the same on every day. */
export function positionAt(engagement: EngagementFacts, date: CivilDate | string): EngagementFacts {
  const { positions, notKnown: _, ...rest } = engagement
  if (positions === undefined) return engagement
  return { ...rest, ...fieldsOf(positions.findLast(({ effectiveOn }) => effectiveOn <= date) ?? positions[0]) }
}

function fieldsOf(position: Position | undefined): Omit<Position, 'effectiveOn'> {
  const { effectiveOn: _, ...fields } = position ?? {}
  return fields
}
