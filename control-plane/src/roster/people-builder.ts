import type { EngagementFacts, PersonFacts } from '@rollcall/shared/person'
import type { RosterRow } from './parse-row.ts'
import { RosterFileError } from './roster-file-error.ts'

interface Entry {
  readonly line: number
  person: Omit<PersonFacts, 'engagements'>
  readonly engagements: EngagementFacts[]
}

/** Puts the rows of one person together. Rows that contradict each other about the person are refused: the id may name two people. */
export class PeopleBuilder {
  readonly #people = new Map<string, Entry>()
  readonly #engagementLines = new Map<string, number>()
  rows = 0

  add(row: RosterRow): void {
    this.rows++
    this.#claimEngagement(row)
    const entry = this.#people.get(row.person.personKey)
    if (entry === undefined) {
      this.#people.set(row.person.personKey, { line: row.line, person: row.person, engagements: [row.engagement] })
      return
    }
    entry.person = mergePerson(entry, row)
    entry.engagements.push(row.engagement)
  }

  /** People with their engagements in a fixed order, so that a re-sorted export is no change. */
  finish(): readonly PersonFacts[] {
    return [...this.#people.values()].map(({ person, engagements }) => ({ ...person, engagements: engagements.sort(byKey) }))
  }

  #claimEngagement({ engagement, line }: RosterRow): void {
    const first = this.#engagementLines.get(engagement.engagementKey)
    if (first !== undefined)
      throw new RosterFileError('engagement_duplicate', `the same engagement_id stands on line ${first}: give each engagement its own`, {
        line,
        column: 'engagement_id',
      })
    this.#engagementLines.set(engagement.engagementKey, line)
  }
}

const fields = [
  ['givenName', 'given_name'],
  ['familyName', 'family_name'],
  ['workEmail', 'work_email'],
  ['country', 'country'],
  ['timeZone', 'time_zone'],
] as const

function mergePerson(entry: Entry, row: RosterRow): Omit<PersonFacts, 'engagements'> {
  for (const [field, column] of fields) {
    const before = entry.person[field] ?? null
    const now = row.person[field] ?? null
    if (before !== null && now !== null && before !== now)
      throw new RosterFileError(
        'person_conflict',
        `the person_id of line ${entry.line} stands here with another ${column}: one id is one person. Correct one of the two rows in HR`,
        { line: row.line, column },
      )
  }
  return { ...row.person, ...withoutNulls(entry.person) }
}

/** A cell that is empty in one row does not hide the value of another. */
function withoutNulls(person: Entry['person']): Entry['person'] {
  const { workEmail, country, timeZone, ...names } = person
  return {
    ...names,
    ...(workEmail != null && { workEmail }),
    ...(country != null && { country }),
    ...(timeZone != null && { timeZone }),
  }
}

function byKey(a: EngagementFacts, b: EngagementFacts): number {
  return a.engagementKey < b.engagementKey ? -1 : 1
}
