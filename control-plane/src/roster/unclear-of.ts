import type { EntityManager } from '@mikro-orm/sql'
import { activeOrdersOf } from '../orders/active-orders.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { accessOf } from './access-window.ts'
import { defaultCalendar } from './calendar.ts'
import { joinRecords } from './join-records.ts'
import type { Person } from './person.entity.ts'
import { recordsOf } from './records-of.ts'
import { type UnclearEngagement, unclearStatus } from './unclear-status.ts'

/** Why this person's status is unknown, by the same facts as plans are made from; nothing for whom it is known. */
export async function unclearOf(em: EntityManager, person: Person, at: Date): Promise<readonly UnclearEngagement[]> {
  if (person.status !== 'unknown' || person.presence === 'missing') return []
  const { id, organization } = person
  const calendar = (await activePolicy(em, organization))?.policy.calendar ?? defaultCalendar
  const { joined } = await joinRecords(em, { people: [person], records: await recordsOf(em, [id]), calendar })
  const facts = joined.get(id)?.facts ?? person.facts
  const { extendedUntil } = (await activeOrdersOf(em, [id], at)).get(id) ?? {}
  return unclearStatus(facts, accessOf(facts, calendar, { extendedUntil }), at)
}
