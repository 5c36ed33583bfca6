import type { RosterSettings } from '../policy/policy.ts'
import type { Person } from './person.entity.ts'

/** Complete snapshots that a person must be missing from before it means anything: one bad export is none. */
export const snapshotsUntilGone = 2

/**
 * True for somebody whom HR no longer lists, where policy has that mean that they left. They are then treated as ended at once, whatever the
 * dates of their last facts say. Where policy asks instead, the answer "has left" becomes an order for that person.
 */
export function isGone(person: Pick<Person, 'presence' | 'snapshotsMissed'>, settings: Pick<RosterSettings, 'vanished'>): boolean {
  return settings.vanished === 'leaver' && person.presence === 'missing' && person.snapshotsMissed >= snapshotsUntilGone
}
