import type { EngagementFacts, PersonFacts } from '@rollcall/shared/person'

/** HR key of the person's manager: of the employment that runs, else of the one that began last. */
export function managerKeyOf(facts: PersonFacts, at: Date): string | null {
  const today = at.toISOString().slice(0, 10)
  const newestFirst = [...facts.engagements].sort((a, b) => (a.startDate < b.startDate ? 1 : -1))
  const engagement = newestFirst.find((one) => one.startDate <= today && (one.endDate ?? today) >= today) ?? newestFirst[0]
  return engagement === undefined ? null : managerOn(engagement, today)
}

/** A day more or less matters to nobody here: who is asked, not who has access. */
function managerOn(engagement: EngagementFacts, today: string): string | null {
  const position = engagement.positions?.findLast(({ effectiveOn }) => effectiveOn <= today)
  return (position ?? engagement).managerKey ?? null
}
