import type { RosterSettings } from '../policy/policy.ts'
import type { Person } from './person.entity.ts'

/** Complete snapshots that a person must be missing from before it means anything: one bad export is none. */
export const snapshotsUntilGone = 2

/**
 * True for somebody whom HR no longer lists and who is therefore treated as ended, at once and whatever the dates of their last facts say: a
 * person has answered that they left, or policy has two complete snapshots without them mean it. Their facts stay as HR last stated them.
 */
export function isGone(
  person: Pick<Person, 'presence' | 'snapshotsMissed' | 'saidToHaveLeft'>,
  settings: Pick<RosterSettings, 'vanished'>,
): boolean {
  if (person.presence === 'present') return false
  return person.saidToHaveLeft || (settings.vanished === 'leaver' && person.snapshotsMissed >= snapshotsUntilGone)
}
