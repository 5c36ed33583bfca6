import type { EntityManager } from '@mikro-orm/sql'
import type { Moment } from '../cases/moment.ts'
import type { Policy } from '../policy/policy.ts'
import type { Person } from '../roster/person.entity.ts'
import type { PlannedInstant } from '../schedule/instants.ts'

export interface Warning {
  readonly person: Pick<Person, 'id' | 'organization' | 'facts'>
  /** Stored at earlier looks; those that have passed are told now. */
  readonly instants: readonly PlannedInstant[]
  readonly policy: Policy
}

/**
 * Tells people what the instants announce that have passed since the last look. The engine calls it with each look, with the rows as they are
 * before it writes the new ones: so an instant that passed while nothing ran is told late, not skipped.
 */
export async function warnOf(_em: EntityManager, _warning: Warning, _moment: Moment): Promise<void> {}
