import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { AccountRecord } from '../accounts/account.entity.ts'
import { moveLinks } from '../accounts/move-links.ts'
import type { Moment } from '../cases/moment.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { mootQuestions } from '../questions/moot-questions.ts'
import { defaultCalendar } from './calendar.ts'
import { joinRecords } from './join-records.ts'
import { Person } from './person.entity.ts'
import { recordsOf } from './records-of.ts'

export interface RehireAnswer {
  readonly organization: Id<'organization'>
  /** The new record. */
  readonly person: Id<'person'>
  /** The earlier record of the same human being; null for another one. */
  readonly continues: Id<'person'> | null
  readonly by: Id<'member'>
}

/** Thrown when the earlier record that an answer names is none. */
export class RehireAnswerError extends Error {
  override readonly name = 'RehireAnswerError'
}

/**
 * A new HR key is somebody who was here before, or still is: their accounts are theirs under it. Or it is another person. Either way they are planned
 * anew.
 */
export async function answerRehire(
  em: EntityManager,
  { organization, person, continues, by }: RehireAnswer,
  moment: Moment,
): Promise<void> {
  if (continues !== null) {
    const known = await em.count(Person, { id: continues, organization })
    if (known === 0 || continues === person)
      throw new RehireAnswerError(`${continues} is no earlier person of this organization: name one that the question lists`)
    await em.nativeUpdate(Person, { id: person, organization }, { continues })
    await moveLinks(em, { organization, from: continues, to: person, by }, moment)
    if (await goesOnFrom(em, person)) await takeBackExit(em, person)
    const settled = { organization, except: new Set<string>() }
    await mootQuestions(em, { ...settled, kinds: ['rehire'], people: [person] }, moment)
    await mootQuestions(em, { ...settled, kinds: ['two_with_one_address'], people: [person, continues] }, moment)
  }
  const records = continues === null ? [person] : [person, continues]
  await em.nativeUpdate(Person, { id: { $in: records }, organization }, { needsPlanning: true })
}

async function goesOnFrom(em: EntityManager, person: Id<'person'>): Promise<boolean> {
  const record = await em.findOneOrFail(Person, { id: person }, { disableIdentityMap: true })
  const calendar = (await activePolicy(em, record.organization))?.policy.calendar ?? defaultCalendar
  const people = { people: [record], records: await recordsOf(em, [person]) }
  return (await joinRecords(em, { ...people, calendar })).joined.has(person)
}

/** Their employment has no gap: what an end switched off meanwhile was a change of contract, and nobody needs to agree to giving it back. */
async function takeBackExit(em: EntityManager, person: Id<'person'>): Promise<void> {
  await em.nativeUpdate(AccountRecord, { person, suspendedFor: 'leaver' }, { suspendedFor: 'mover' })
}
