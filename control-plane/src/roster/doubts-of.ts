import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'

export type Doubt = 'possible_rehire' | 'address_conflict' | 'end_date_missing'

/** What is not certain of these people at that instant: parts of their plans wait for it. Nobody without a doubt is in it. */
export async function doubtsOf(
  _em: EntityManager,
  _people: readonly Id<'person'>[],
  _at: Date,
): Promise<ReadonlyMap<Id<'person'>, ReadonlySet<Doubt>>> {
  return new Map()
}
