import type { EntityManager } from '@mikro-orm/sql'
import type { Json } from '@rollcall/shared/canonical-json'
import type { Id } from '@rollcall/shared/ids'
import { type OrderInForce, ordersOn } from '../orders/orders-on.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { accessOf } from './access-window.ts'
import { defaultCalendar } from './calendar.ts'
import { changedFacts } from './changed-facts.ts'
import { type RecordedStatement, statementsOf } from './known-at.ts'
import { localDate } from './local-instant.ts'
import { Person } from './person.entity.ts'
import { versionsOf } from './person-versions.ts'
import { Source } from './source.entity.ts'
import { type StatedFact, statedFacts } from './stated-facts.ts'
import { type TimelineEvent, timelineOf } from './timeline-of.ts'
import { unclearOf } from './unclear-of.ts'
import type { UnclearEngagement } from './unclear-status.ts'

export interface TimelineQuestion {
  readonly organization: Id<'organization'>
  readonly person: Id<'person'>
  readonly at: Date
}

/** A person on both clocks: what is true when, and what HR said when. */
export interface PersonTimeline {
  readonly person: Pick<Person, 'id' | 'personKey' | 'status' | 'presence' | 'recordedAt'> & {
    readonly name: string
    readonly source: string
    readonly zone: string
    readonly firstRecordedAt: Date
    readonly continues: Id<'person'> | null
    /** Why the status is unknown: where HR contradicts itself. */
    readonly unclear: readonly UnclearEngagement[]
  }
  /** What operators ordered ahead of HR: with an order for cause the status above is not HR's. */
  readonly orders: readonly OrderInForce[]
  readonly facts: readonly StatedFact[]
  readonly events: readonly TimelineEvent[]
  readonly statements: readonly {
    readonly recordedAt: Date
    readonly supersededAt: Date | null
    readonly presence: 'present' | 'missing'
    /** Fields that this statement changed, with what it says of them; nothing of the first. */
    readonly changed: Readonly<Record<string, Json>>
  }[]
}

/** Everything that is known of one person and since when; undefined for nobody of this organization. */
export async function personTimeline(em: EntityManager, question: TimelineQuestion): Promise<PersonTimeline | undefined> {
  const { organization, at } = question
  const person = await em.findOne(Person, { id: question.person, organization }, { disableIdentityMap: true })
  if (person === null) return undefined
  const calendar = (await activePolicy(em, organization))?.policy.calendar ?? defaultCalendar
  const source = (await em.findOne(Source, { id: person.source }, { disableIdentityMap: true }))?.name ?? person.source
  const versions = (await versionsOf(em, [person.id])).get(person.id) ?? []
  const { id, personKey, status, presence, facts, recordedAt, redacted } = person
  const statements = statementsOf(person, versions)
  const { zone } = accessOf(facts, calendar)
  return {
    person: {
      id,
      personKey,
      status,
      presence,
      recordedAt,
      name: `${facts.givenName} ${facts.familyName}`,
      source,
      zone: zone.name,
      firstRecordedAt: person.firstRecordedAt ?? statements[0]?.recordedAt ?? recordedAt,
      continues: person.continues ?? null,
      unclear: await unclearOf(em, person, at),
    },
    orders: await ordersOn(em, id),
    facts: statedFacts({ facts, versions, recordedAt, redacted, source, on: localDate(at, zone.name) }),
    events: timelineOf(statements, { source: person.source, zone: zone.name }),
    statements: statements.map((statement, index) => ({
      recordedAt: statement.recordedAt,
      supersededAt: statement.supersededAt,
      presence: statement.presence,
      changed: changesSince(statements[index - 1], statement),
    })),
  }
}

function changesSince(before: RecordedStatement | undefined, statement: RecordedStatement): Readonly<Record<string, Json>> {
  return before === undefined ? {} : changedFacts(before.facts, statement.facts)
}
