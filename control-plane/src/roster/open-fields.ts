import { type EngagementFacts, type PositionField, positionFields } from '@rollcall/shared/person'

/** Fields of a position that HR has still to fill in: placeholders, and what nobody can tell. An empty field is none of them: HR says that there is nothing. */
export function openFields(position: EngagementFacts, placeholders: ReadonlySet<string>): readonly PositionField[] {
  return positionFields.filter(
    (field) => position.notKnown?.includes(field) === true || placeholders.has((position[field] ?? '').trim().toLowerCase()),
  )
}
