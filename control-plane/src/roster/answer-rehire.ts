import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { moveLinks } from '../accounts/move-links.ts'
import type { Moment } from '../cases/moment.ts'
import { Person } from './person.entity.ts'

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

/** A new HR key is somebody who was here before: their accounts are theirs again. Or it is another person. Either way they are planned anew. */
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
  }
  await em.nativeUpdate(Person, { id: person, organization }, { needsPlanning: true })
}
