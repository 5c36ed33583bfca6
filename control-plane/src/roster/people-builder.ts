import type { EngagementFacts, PersonFacts } from '@rollcall/shared/person'
import { addPosition, type EngagementRows, joinEngagement, startEngagement } from './engagement-rows.ts'
import type { RosterRow } from './parse-row.ts'
import { RosterFileError } from './roster-file-error.ts'

interface Entry {
  readonly line: number
  person: Omit<PersonFacts, 'engagements'>
  readonly engagements: EngagementRows[]
}

/** Puts the rows of one person together. Rows that contradict each other about the person are refused: the id may name two people. */
export class PeopleBuilder {
  readonly #people = new Map<string, Entry>()
  readonly #engagements = new Map<string, EngagementRows>()
  rows = 0

  add(row: RosterRow): void {
    this.rows++
    const entry = this.#people.get(row.person.personKey)
    const engagement = this.#addEngagement(row)
    if (entry === undefined) {
      this.#people.set(row.person.personKey, { line: row.line, person: row.person, engagements: [engagement] })
      return
    }
    entry.person = mergePerson(entry, row)
    if (!entry.engagements.includes(engagement)) entry.engagements.push(engagement)
  }

  /** People with their engagements in a fixed order, so that a re-sorted export is no change. */
  finish(): readonly PersonFacts[] {
    return [...this.#people.values()].map(({ person, engagements }) => ({
      ...person,
      engagements: engagements.map(joinEngagement).sort(byKey),
    }))
  }

  #addEngagement(row: RosterRow): EngagementRows {
    const { engagementKey } = row.engagement
    const first = this.#engagements.get(engagementKey)
    if (first !== undefined) return addPosition(first, row)
    const rows = startEngagement(row)
    this.#engagements.set(engagementKey, rows)
    return rows
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
