import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { Person } from '../roster/person.entity.ts'
import { Case } from './case.entity.ts'
import { openStates } from './case-states.ts'

/** Has somebody planned anew about whom something is under way: what it was made for is so no longer. Nothing is begun for anybody else. */
export async function planThoseUnderWay(em: EntityManager, person: Id<'person'>): Promise<void> {
  if ((await em.count(Case, { person, state: { $in: [...openStates] } })) === 0) return
  await em.nativeUpdate(Person, { id: person }, { needsPlanning: true })
}
