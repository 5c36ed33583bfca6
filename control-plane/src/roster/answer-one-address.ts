import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { answerRehire } from './answer-rehire.ts'
import { Person } from './person.entity.ts'

export interface OneAddress {
  readonly organization: Id<'organization'>
  readonly person: Id<'person'>
  /** Who has the same address, and is the same human being. */
  readonly other: Id<'person'>
  readonly by: Id<'member'>
}

/** Two records with one address are one human being: the one that starts later goes on from the other. */
export async function answerOneAddress(em: EntityManager, { organization, person, other, by }: OneAddress, moment: Moment): Promise<void> {
  const records = await em.find(Person, { organization, id: { $in: [person, other] } }, { disableIdentityMap: true })
  const [earlier, later] = records.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
  if (earlier !== undefined && later !== undefined)
    await answerRehire(em, { organization, person: later.id, continues: earlier.id, by }, moment)
}

/** By the first day, then by when HR first told us. */
function orderOf({ id, facts, firstRecordedAt, recordedAt }: Person): string {
  const first = facts.engagements.map(({ startDate }) => startDate).sort()[0]
  return `${first} ${(firstRecordedAt ?? recordedAt).toISOString()} ${id}`
}
