import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { Person } from './person.entity.ts'

export interface VanishedAnswer {
  readonly organization: Id<'organization'>
  readonly person: Id<'person'>
  readonly answer: 'has_left' | 'still_here'
}

/** Somebody whom HR lists no longer has left, or has not. Who is back on the roster meanwhile stays, whatever is answered. */
export async function answerVanished(em: EntityManager, { organization, person, answer }: VanishedAnswer): Promise<void> {
  const saidToHaveLeft = answer === 'has_left'
  await em.nativeUpdate(Person, { id: person, organization, presence: 'missing' }, { saidToHaveLeft, needsPlanning: true })
}
